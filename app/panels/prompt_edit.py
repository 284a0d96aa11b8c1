"""The box that prompts are written in: colours for its syntax, weights by key, completion, and history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit

from app import theme
from inference.prompt import Span, change_weight
from inference.prompt.parse import spans
from inference.prompt.wildcards import spans as wildcard_spans

STEP, COARSE = 0.05, 0.1  # what Ctrl+Up adds to a weight, and Ctrl+Shift+Up
WRONG = "#e5786d"  # what does nothing, or not what it does elsewhere
LONGEST = 20_000  # characters that are coloured
_BEGINNINGS = (  # what is being written before the caret, and which names go on from there
    (re.compile(r"<lora:([^:<>\n]*)$", re.IGNORECASE), "lora"),
    (re.compile(r"\bembedding:([\w.\-/]*)$"), "embedding"),
    (re.compile(r"(?<![A-Za-z0-9_])__([\w./ \-]*)$"), "wildcard"),
)
_ENDINGS = {"lora": ":1>", "embedding": "", "wildcard": "__"}
_CONTROL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_ARROWS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class PromptEdit(QPlainTextEdit):
    """Several lines of words. Ctrl+Enter sends them, Ctrl+Up and Ctrl+Down weigh them, Alt+Up and Alt+Down go
    through the prompts written before."""

    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._highlighter = PromptColours(self.document())
        self._names: dict[str, tuple[str, ...]] = {}  # by what they are
        self._completing = ""  # what the popup's names are
        self._completer = QCompleter(QStringListModel(self), self)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.activated[str].connect(self._complete)  # pyright: ignore[reportIndexIssue]
        self._history: tuple[str, ...] = ()  # newest first
        self._place = -1  # in the history; -1: what is being written
        self._draft = ""

    def set_names(self, loras: Sequence[str], embeddings: Sequence[str], wildcards: Sequence[str]) -> None:
        """The names that are offered after "<lora:", "embedding:" and "__"."""
        self._names = {
            "lora": tuple(loras), "embedding": tuple(embeddings), "wildcard": tuple(wildcards)
        }  # fmt: skip
        self._highlighter.set_embeddings(embeddings)

    def show_unknown(self, on: bool) -> None:
        """Grey the words that the built-in painter does not know, or (a model reads them all) none."""
        self._highlighter.show_unknown(on)

    def set_history(self, prompts: Sequence[str]) -> None:
        """The prompts that Alt+Up goes through, newest first."""
        self._history, self._place = tuple(prompts), -1

    def replace(self, text: str) -> None:
        """Put another text in, as one step of undo."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def go_back(self, steps: int) -> None:
        """Show the prompt that many steps further back; negative: further on, up to what is being written."""
        place = min(max(self._place + steps, -1), len(self._history) - 1)
        if place == self._place:
            return
        if self._place == -1:
            self._draft = self.toPlainText()
        self._place = place
        self.replace(self._draft if place == -1 else self._history[place])

    def weigh(self, step: float) -> None:
        """Change the weight of the selected words, or of those at the caret."""
        cursor, text = self.textCursor(), self.toPlainText()
        start, end = (to_characters(text, at) for at in (cursor.selectionStart(), cursor.selectionEnd()))
        made = change_weight(text, start, end, step)
        if made.text != text:
            self.replace(made.text)
        cursor = self.textCursor()
        cursor.setPosition(to_units(made.text, made.start))
        cursor.setPosition(to_units(made.text, made.end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    # --- keys --------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep our keys from being taken for the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers, key = event.modifiers(), event.key()
        if self._popup.isVisible() and key in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab
        ):  # fmt: skip
            event.ignore()  # the popup's
            return
        if modifiers & _CONTROL and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        elif modifiers & _CONTROL and key in _ARROWS:
            self.weigh(_ARROWS[Qt.Key(key)] * (COARSE if modifiers & _SHIFT else STEP))
        elif modifiers & _ALT and key in _ARROWS:
            self.go_back(_ARROWS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)
            if event.text() and not modifiers & (_CONTROL | _ALT):
                self._offer()

    # --- completion --------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """Show the names that fit what is written before the caret."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        popup = self._popup
        for pattern, kind in _BEGINNINGS:
            match = pattern.search(before)
            if match and self._names.get(kind):
                break
        else:
            popup.hide()
            return
        if kind != self._completing:
            model = self._completer.model()
            assert isinstance(model, QStringListModel)
            model.setStringList(list(self._names[kind]))
            self._completing = kind
        self._completer.setCompletionPrefix(match[1])
        if self._completer.completionCount() == 0 or self._completer.currentCompletion() == match[1]:
            popup.hide()
            return
        popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        area = self.cursorRect()
        width = popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width()
        area.setWidth(max(width, theme.scaled(140)) + theme.scaled(8))
        self._completer.complete(area)

    def _complete(self, name: str) -> None:
        """Put the chosen name in place of what was written of it."""
        cursor = self.textCursor()
        written = self._completer.completionPrefix()
        length = to_units(written, len(written))
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, length)
        cursor.insertText(name + _ENDINGS[self._completing])
        self.setTextCursor(cursor)


class PromptColours(QSyntaxHighlighter):
    """Colours what is no word: brackets and weights, tags, wildcards; underlines what does nothing."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._embeddings: tuple[str, ...] = ()
        self._greys = False
        self._unknown: tuple[tuple[int, int], ...] = ()  # words that the painter does not know
        self._text, self._spans = "", tuple[Span, ...]()
        document.contentsChange.connect(self._look_again)

    def set_embeddings(self, names: Sequence[str]) -> None:
        """Textual inversions that stand for themselves."""
        if tuple(names) != self._embeddings:
            self._embeddings, self._text = tuple(names), ""
            self.rehighlight()

    def show_unknown(self, on: bool) -> None:
        """Grey the words that the built-in painter does not know."""
        if on != self._greys:
            self._greys, self._text = on, ""
            self.rehighlight()

    def _look_again(self, _at: int, removed: int, added: int) -> None:
        """A bracket's partner may stand in any line: more than one line is looked at as a whole."""
        if self.document().blockCount() > 1 and (removed or added):
            self._read()
            block = self.document().firstBlock()
            while block.isValid():
                self.rehighlightBlock(block)
                block = block.next()

    def _read(self) -> None:
        text = self.document().toPlainText()
        if text != self._text:
            short = len(text) <= LONGEST
            found = chain(spans(text, self._embeddings), wildcard_spans(text)) if short else ()
            self._text, self._spans = text, tuple(found)
            self._unknown = _unknown(text) if self._greys and short else ()

    def highlightBlock(self, text: str) -> None:
        """Qt asks for one line at a time."""
        self._read()
        begin = to_characters(self._text, self.currentBlock().position())
        end = begin + len(text)
        faint = QTextCharFormat()
        faint.setForeground(QColor(theme.DISABLED))
        for start, last in self._unknown:
            self._set(text, begin, max(start, begin), min(last, end), faint)
        for span in self._spans:
            self._set(text, begin, max(span.start, begin), min(span.end, end), _format(span))

    def _set(self, text: str, begin: int, start: int, last: int, look: QTextCharFormat) -> None:
        """`begin`: of the line `text` in the whole; `start` … `last`: characters of the whole."""
        if start < last:
            first = to_units(text, start - begin)
            self.setFormat(first, to_units(text, last - begin) - first, look)


def _unknown(text: str) -> tuple[tuple[int, int], ...]:
    """Where words stand that the painter does not know."""
    if not text.strip():
        return ()
    from inference.engines.painterly.words import terms  # not needed for the first window

    return tuple((term.start, term.end) for term in terms(text) if not term.name)


def _format(span: Span) -> QTextCharFormat:
    made = QTextCharFormat()
    if span.kind in ("unsupported", "error"):
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        made.setUnderlineColor(QColor(WRONG))
        made.setForeground(QColor(WRONG))
    elif span.kind == "escape":
        made.setForeground(QColor(theme.MUTED))
    else:
        made.setForeground(QColor(theme.ACCENT))
    return made


def _ours(event: QKeyEvent) -> bool:
    arrow = event.key() in _ARROWS and bool(event.modifiers() & (_CONTROL | _ALT))
    return arrow or (
        bool(event.modifiers() & _CONTROL) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    )


def to_units(text: str, at: int) -> int:
    """Qt's position (in UTF-16 units) of the character `at`."""
    return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def to_characters(text: str, at: int) -> int:
    """The character at Qt's position (in UTF-16 units) `at`."""
    if text.isascii():
        return at
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * at].decode("utf-16-le", "replace"))
