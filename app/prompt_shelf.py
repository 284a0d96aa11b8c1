"""Keeps the artist's latest prompts and styles, each in a small file of its own."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.words import worded
from inference.errors import InferenceError
from inference.prompt import Style, read_styles, write_styles
from inference.prompt.styles import put_style, without_style

MOST = 100  # prompts that are remembered
LONGEST = 20_000  # characters of a prompt that is remembered
log = logging.getLogger("scumble.prompts")


class PromptShelf(QObject):
    """Lives on the UI thread: the files are small. Styles that cannot be read are not written over."""

    changed = Signal()
    told = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._history_file, self._styles_file = folder / "prompts.json", folder / "styles.json"
        self._damaged = False  # the file of styles
        self.history: tuple[str, ...] = self._read_history()  # newest first
        self.styles: tuple[Style, ...] = self._read_styles()

    def remember(self, prompt: str) -> None:
        """Put a prompt at the head of the history."""
        prompt = prompt.strip()
        if not prompt or len(prompt) > LONGEST or self.history[:1] == (prompt,):
            return
        self.history = (prompt, *(one for one in self.history if one != prompt))[:MOST]
        self._write(self._history_file, json.dumps(self.history, ensure_ascii=False, indent=0))
        self.changed.emit()

    def forget(self) -> None:
        """Empty the history."""
        self.history = ()
        self._write(self._history_file, "[]")
        self.changed.emit()

    def put(self, style: Style) -> None:
        """Keep a style, in place of the one of its name."""
        self._set_styles(put_style(self.styles, style))

    def remove(self, name: str) -> None:
        self._set_styles(without_style(self.styles, name))

    def _set_styles(self, styles: tuple[Style, ...]) -> None:
        if self._damaged:
            self.told.emit(self.tr("The file of styles is damaged: {0}").format(self._styles_file))
            return
        self.styles = styles
        self._write(self._styles_file, write_styles(styles))
        self.changed.emit()

    def _read_history(self) -> tuple[str, ...]:
        try:
            rows = json.loads(self._history_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, RecursionError) as error:
            log.warning("the latest prompts cannot be read: %s", error)
            return ()
        if not isinstance(rows, list):
            return ()
        return tuple(row[:LONGEST] for row in rows if isinstance(row, str))[:MOST]

    def _read_styles(self) -> tuple[Style, ...]:
        try:
            return read_styles(self._styles_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("the styles cannot be read: %s", error)
        except InferenceError as error:
            log.warning("%s", worded(error))
        self._damaged = True
        return ()

    def _write(self, path: Path, text: str) -> None:
        beside = path.with_suffix(".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, path)
        except OSError as error:
            self.told.emit(self.tr("{0} cannot be written: {1}").format(path, error.strerror or str(error)))
