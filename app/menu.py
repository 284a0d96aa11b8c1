"""Rows of the table of actions made into a menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu

from app.action import Action
from app.icons import icon
from app.panels.tags import tag_icon


def fill(menu: QMenu, rows: Iterable[Action], entry: Callable[[QMenu, Action], QAction | None]) -> None:
    """Separators, submenus, and what `entry` makes of every other row (None where it has put it in itself).

    What can be on or off is looked up when the menu is about to be shown.
    """
    for row in rows:
        if not row.id and not row.entries:
            menu.addSeparator()
            continue
        if row.entries:
            inner = menu.addMenu(row_icon(row), words(row.text))
            fill(inner, row.entries, entry)
            continue
        action = entry(menu, row)
        if action is None:
            continue
        checked = row.checked
        if checked is not None:
            action.setCheckable(True)
            menu.aboutToShow.connect(lambda action=action, checked=checked: action.setChecked(checked()))
        menu.addAction(action)


def spoken_entry(menu: QMenu, row: Action) -> QAction:
    """For a menu that comes up by itself: the keys are shown, but are another action's."""
    keys = QKeySequence.listFromString(row.shortcut)
    shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
    action = QAction(row_icon(row), f"{words(row.text)}\t{shown}" if shown else words(row.text), menu)
    if row.handler is not None:
        handler = row.handler
        action.triggered.connect(lambda _=False: handler(), Qt.ConnectionType.QueuedConnection)
    return action


def row_icon(row: Action) -> QIcon:
    if row.tag is not None:
        return tag_icon(row.tag)
    return icon(row.icon) if row.icon else QIcon()


def words(text: str) -> str:
    """A row's text in the artist's language."""
    return QCoreApplication.translate("Actions", text) if text else ""
