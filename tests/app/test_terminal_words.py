"""The command line in the terminal's language."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import terminal_words
from app.cli_progress import ProgressLine
from app.doctor import Finding
from app.main import main
from app.terminal_words import dictionary, locale_name, say, say_n
from canvas.formats import open_document
from tests.app.dictionary import write_dictionary
from tests.app.terminal import Terminal

CUT = "“{name}” could not be opened. {reason}"
SHORT = "The PNG picture is cut short. Ask for the file again, or open another copy."
ONE = "The prompt is too long for the model: its last %n word piece was left out."
MANY = "The prompt is too long for the model: its last %n word pieces were left out."
CHINESE = {
    "Terminal": {
        "Make a painting from a sketch, on a layer above it.": "根据草图绘画，放在其上方的图层。",
        "There is no {thing}.": "没有{wu}。",
        "There is no picture “{name}”.": "没有图片“{name}”。",
        "“{name}” cannot be written: its name must end in one of {endings}.": "无法写入“{name}”。",
        "{program}: {message}. See '{program} --help'.": "{program}：{message}（参见 {program} --help）",
        "must be a whole number from {least} to {most}, not '{text}'": "须为 {least}–{most} 的整数",
        "Painted {path} (seed {seed}, {seconds} s)": "已绘制 {path}（种子 {seed}，{seconds} 秒）",
        "Painting": "绘画",
        "{name}: {words}": "{name}：{words}",
        "Starting the painter …": "正在启动画师…",
        "There is no file and no command called “{name}”. See 'scumble --help'.": "没有“{name}”。",
        "A trial painting came out empty.": "试画是空的。",
        MANY: ("有 %n 个词片被省略。",),
    },
    "Sentences": {CUT: "{reason}（无法打开“{name}”。）", SHORT: "PNG 图片不完整。"},
}  # fmt: skip


@pytest.fixture(scope="module")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a little Chinese and a little Polish."""
    folder = tmp_path_factory.mktemp("translations")
    write_dictionary(folder, "zh_CN", CHINESE)
    polish = ("%n kawałek", "%n kawałki", "%n kawałków")
    write_dictionary(folder, "pl", {"Terminal": {MANY: polish}})
    return folder


@pytest.fixture
def chinese(translations: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_words, "FOLDER", translations)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, ""),
        ({"LANG": "C"}, ""),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "en_GB.UTF-8"}, ""),
        ({"LANG": "nonsense in here"}, ""),
        ({"LANG": "../zh"}, ""),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "pl"}, "pl"),
        ({"LANG": "ca_ES@valencia"}, "ca_ES"),
        ({"LANG": "zh_CN", "LC_ALL": "", "LC_MESSAGES": "pl_PL"}, "pl_PL"),
        ({"LANG": "zh_CN", "LC_ALL": "C", "LC_MESSAGES": "pl_PL"}, ""),
    ],
)
def test_the_locale_of_the_messages(environment: dict[str, str], name: str) -> None:
    assert locale_name(environment) == name


def test_english_fills_the_places() -> None:
    assert dictionary() is None
    assert say("Wrote {path}", path="a{b}%n") == "Wrote a{b}%n"
    assert [say_n(ONE, MANY, n=n) for n in (0, 1, 3)] == [
        "The prompt is too long for the model: its last 0 word pieces were left out.",
        "The prompt is too long for the model: its last 1 word piece was left out.",
        "The prompt is too long for the model: its last 3 word pieces were left out.",
    ]


def test_a_language_without_a_file_is_english(translations: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_words, "FOLDER", translations)
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert dictionary() is None
    assert say("Painting") == "Painting"


def test_plural_forms_are_the_language_s_own(translations: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_words, "FOLDER", translations)
    monkeypatch.setenv("LC_ALL", "pl_PL.UTF-8")
    forms = [say_n(ONE, MANY, n=n) for n in (1, 3, 5)]
    assert forms == ["1 kawałek", "3 kawałki", "5 kawałków"]
    assert say_n("%n {thing}", "%n {thing}s", n=1, thing="dab") == "1 dab"  # not translated


@pytest.mark.usefixtures("chinese")
class TestInChinese:
    def test_a_text_that_is_not_translated_is_english(self) -> None:
        assert say("Wrote {path}", path="x") == "Wrote x"

    def test_wrong_places_give_the_english(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING):
            assert say("There is no {thing}.", thing="paper") == "There is no paper."
        assert "cannot be filled in" in caplog.text

    def test_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["paint", "--help"]) == 0
        assert "根据草图绘画，放在其上方的图层。" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["paint", "none.png", "-o", "out.png"], "scumble: 没有图片“none.png”。"),
            (["paint", "cut.png", "-o", "out.png"], "scumble: PNG 图片不完整。（无法打开“cut.png”。）"),
            (["paint", "cut.png", "-o", "out"], "scumble: 无法写入“out”。"),
            (["none.png"], "scumble: 没有“none.png”。"),
            (
                ["paint", "a.png", "-o", "a.ora", "--steps", "0"],
                "scumble paint：argument --steps: 须为 1–1000 的整数（参见 scumble paint --help）",
            ),
        ],
    )
    def test_what_is_refused(
        self,
        arguments: list[str],
        sentence: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        monkeypatch.chdir(tmp_path)
        assert main(arguments) == 2
        assert capsys.readouterr().err == f"{sentence}\n"

    def test_painting(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        sketch, out = tmp_path / "sketch.png", tmp_path / "out.ora"
        Image.fromarray(np.full((32, 48, 3), 120, np.uint8)).save(sketch)
        assert main(["paint", str(sketch), "-o", str(out), "--seed", "3", "--prompt", "ink"]) == 0
        told = capsys.readouterr()
        assert told.out.startswith(f"已绘制 {out}（种子 3，")
        assert told.err == ""
        assert open_document(out).document.layers[-1].name == "绘画：ink"

    def test_wide_characters_are_cut_and_cleared_by_columns(self) -> None:
        terminal = Terminal()
        line = ProgressLine(terminal, 1)
        line.begin(1)
        assert terminal.screen == "正在启动画师…"
        line.clear()
        assert terminal.getvalue().endswith("\r" + " " * 13 + "\r")  # six of two columns and one of one

    def test_the_doctor(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        from app import doctor

        monkeypatch.setattr("app.generation.layer_from", lambda *_: doctor_layer())
        problems: list[Finding] = []
        assert doctor._trial(problems) is None
        assert [problem.sentence for problem in problems] == ["试画是空的。"]


def doctor_layer() -> object:
    """A layer without paint."""
    from canvas.layer import Layer

    return Layer("Empty")
