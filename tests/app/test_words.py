"""Errors and notes of the other rooms in the artist's language."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app import language
from app.errors import AppError
from app.words import SURPRISE, worded, worded_all
from canvas.errors import EditError, FormatError, Sentence
from canvas.formats import open_document
from inference.errors import InferenceError, ModelError
from inference.messages import Erred, pack, unpack
from inference.models import inspect
from inference.wire import encode_frame, read_frame

CHINESE = {
    "The layer “{name}” is locked. Unlock it first.": "图层“{name}”已锁定。请先解锁。",
    "There is no model at '{path}'. Choose another one, or put it back.": "“{path}”处没有模型。",
    "“{name}” could not be opened. {reason}": "{reason}（无法打开“{name}”。）",
    "The PNG picture is cut short. Ask for the file again, or open another copy.": "PNG 图片不完整。",
    "There is no paint to copy.": "没有可复制的内容。",
    "The file has more than {most} layers, which is too many.": "图层多于 {zuiduo} 个。",
    SURPRISE: "出错了（{problem}）。",
}


class Dictionary(QTranslator):
    """Translates the sentences that it is given."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words

    def translate(self, context: str, text: str, *_: object) -> str | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._words.get(text) if context == "Sentences" else None  # null: not known

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    dictionary = Dictionary(CHINESE)
    qapp.installTranslator(dictionary)
    yield
    qapp.removeTranslator(dictionary)


@pytest.mark.usefixtures("chinese")
class TestInChinese:
    def test_an_error_of_the_canvas(self) -> None:
        error = EditError("The layer “{name}” is locked. Unlock it first.", name="Ink")
        assert worded(error) == "图层“Ink”已锁定。请先解锁。"
        assert str(error) == "The layer “Ink” is locked. Unlock it first."

    def test_an_error_that_came_from_the_worker(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError) as caught:
            inspect(tmp_path / "none")
        frame = read_frame(io.BytesIO(b"".join(encode_frame(pack(Erred(7, caught.value))))))
        assert frame is not None
        message = unpack(frame)
        assert isinstance(message, Erred)
        assert worded(message.error) == f"“{tmp_path / 'none'}”处没有模型。"

    def test_a_sentence_within_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        with pytest.raises(FormatError) as caught:
            open_document(tmp_path / "a.png")
        assert worded(caught.value) == "PNG 图片不完整。（无法打开“a.png”。）"

    def test_notes_and_plain_words(self) -> None:
        note = Sentence("There is no paint to copy.")
        assert worded_all([note, "Unheard of."]) == "没有可复制的内容。 Unheard of."
        assert worded("") == ""

    def test_a_surprise(self) -> None:
        assert (
            worded(ZeroDivisionError("division by zero")) == "出错了（ZeroDivisionError: division by zero）。"
        )
        assert worded(KeyboardInterrupt()) == "出错了（KeyboardInterrupt）。"

    def test_a_translation_with_wrong_places_gives_the_english(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING):
            error = FormatError("The file has more than {most} layers, which is too many.", most=4096)
            assert worded(error) == "The file has more than 4096 layers, which is too many."
        assert "cannot be filled in" in caplog.text


@pytest.mark.usefixtures("qapp")
def test_english_is_as_it_was_written() -> None:
    error = InferenceError("There is no model at '{path}'. Choose another one, or put it back.", path="a{b}")
    assert worded(error) == str(error) == "There is no model at 'a{b}'. Choose another one, or put it back."
    assert worded(AppError("Done {that}.")) == "Done {that}."


@pytest.fixture
def loaded(qapp: QApplication) -> Iterator[QApplication]:
    """The application, rid of whatever the test loads."""
    before = set(qapp.findChildren(QTranslator))
    yield qapp
    for translator in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(translator)
        translator.deleteLater()


def layers(count: int) -> str:
    return QCoreApplication.translate("LayerDrag", "%n layer(s)", "", count)


def test_english_counts(loaded: QApplication) -> None:
    language.install(loaded, QLocale("de_DE"))
    assert [layers(count) for count in (1, 2, 0)] == ["1 layer", "2 layers", "0 layers"]


def test_the_program_works_without_the_files(loaded: QApplication, tmp_path: Path) -> None:
    language.install(loaded, QLocale("zh_CN"), tmp_path)
    assert layers(3) == "3 layer(s)"


def test_a_language_lies_above_english(loaded: QApplication, tmp_path: Path) -> None:
    for name in ("en", "zh_CN"):
        (tmp_path / f"scumble_{name}.qm").write_bytes((language.FOLDER / "scumble_en.qm").read_bytes())
    before = len(loaded.findChildren(QTranslator))
    language.install(loaded, QLocale("zh_CN"), tmp_path)
    paths = [translator.filePath() for translator in loaded.findChildren(QTranslator)[before:]]
    assert [Path(path).name for path in paths] == ["scumble_en.qm", "scumble_zh_CN.qm", "qtbase_zh_CN.qm"]
