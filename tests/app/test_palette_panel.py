"""The palette panel: painting from a palette, changing it, and files coming in and going out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHelpEvent, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolTip,
)
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from app.panels.palette import PalettePanel
from app.panels.palette_shelf import all_bundled, bundled, free_file, read_own
from app.panels.swatches import hex_of
from app.studio import Studio
from app.tasks import Tasks
from canvas.palettes import Palette, Swatch, read_palette, save_palette
from tests.canvas.test_palettes import aco, ase
from tests.flows.conftest import loop

__all__ = ["loop"]  # the fixture

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
OWN = Palette(
    "Aube",
    (Swatch((1.0, 0.0, 0.0), "Coral"), Swatch((0.0, 1.0, 0.0)), Swatch((0.0, 0.0, 1.0), "<b>Sea</b>")),
    3,
)

Make = Callable[[], PalettePanel]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The artist's palettes: one."""
    folder = tmp_path / "data" / "palettes"
    folder.mkdir(parents=True)
    save_palette(OWN, folder / "my-aube.gpl")
    return folder


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def tasks(told: list[str]) -> Tasks:
    return Tasks(told.append)


@pytest.fixture
def make(qtbot: QtBot, loop: QEventLoop, studio: Studio, folder: Path, tasks: Tasks) -> Make:
    """Makes a panel that has read its palettes; several can stand for the program started again."""

    def made() -> PalettePanel:
        panel = PalettePanel(studio, tasks, folder)
        qtbot.addWidget(panel)
        panel.resize(270, 260)
        with qtbot.waitExposed(panel):
            panel.show()
        qtbot.waitUntil(lambda: any(palette.name == "Aube" for palette in panel.palettes), timeout=20000)
        return panel

    return made


@pytest.fixture
def panel(make: Make) -> PalettePanel:
    """Shows the artist's own palette."""
    panel = make()
    panel.choose("my-aube.gpl")
    return panel


def click(
    panel: PalettePanel, at: int, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
) -> None:
    QTest.mouseClick(panel.grid, button, keys, panel.grid.place(at).center())


def colours(panel: PalettePanel) -> list[str]:
    return [hex_of(swatch.colour) for swatch in panel.grid.swatches()]


def written(qtbot: QtBot, path: Path, palette: Palette) -> None:
    """Wait until the file is this palette."""
    qtbot.waitUntil(lambda: path.exists() and read_palette(path) == palette, timeout=20000)


def dialog_of(qtbot: QtBot, panel: PalettePanel, kind: type) -> QFileDialog | QInputDialog | QMessageBox:
    def shown() -> list[QFileDialog | QInputDialog | QMessageBox]:
        return [dialog for dialog in panel.findChildren(kind) if dialog.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=5000)
    return shown()[0]


def choose_in_menu(panel: PalettePanel, text: str) -> None:
    QTest.mouseClick(panel.menu_button, LEFT)
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    action = next(action for action in menu.actions() if action.text() == text)
    action.trigger()
    menu.close()


def menu_texts(panel: PalettePanel) -> list[str]:
    QTest.mouseClick(panel.menu_button, LEFT)
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    texts = [action.text() for action in menu.actions() if action.text()]
    menu.close()
    return texts


# --- painting from it ----------------------------------------------------------------------------


def test_bundled_palettes_come_first_then_the_artists(panel: PalettePanel) -> None:
    names = [panel.names.itemText(at) for at in range(panel.names.count())]
    assert names[:2] == ["Painter's box", "Zorn's four"]
    assert names[-1] == "Aube"
    assert len(names) >= 7
    assert panel.names.currentText() == "Aube"
    assert panel.current == OWN


def test_a_click_takes_the_foreground_and_right_or_ctrl_the_background(
    panel: PalettePanel, studio: Studio
) -> None:
    click(panel, 0)
    assert studio.colour == (1.0, 0.0, 0.0)
    click(panel, 1, RIGHT)
    assert studio.background == (0.0, 1.0, 0.0)
    click(panel, 2, LEFT, CONTROL)
    assert studio.background == (0.0, 0.0, 1.0)
    assert studio.colour == (1.0, 0.0, 0.0)
    QTest.mouseClick(panel.grid, LEFT, NONE, QPoint(panel.grid.width() - 2, 5))  # beside them all
    assert studio.colour == (1.0, 0.0, 0.0)


def test_the_palette_is_chosen_in_the_list_and_remembered(
    panel: PalettePanel, make: Make, studio: Studio, qtbot: QtBot
) -> None:
    panel.names.setFocus()
    qtbot.keyClick(panel.names, Qt.Key.Key_Home)
    assert panel.current == bundled("starter.gpl").palette
    qtbot.keyClick(panel.names, Qt.Key.Key_Down)
    assert panel.grid.swatches() == bundled("zorn.gpl").palette.swatches
    again = make()
    assert again.names.currentText() == "Zorn's four"


def test_keys_walk_through_the_swatches_and_take_them(
    panel: PalettePanel, studio: Studio, qtbot: QtBot
) -> None:
    grid = panel.grid
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Right)  # the first
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.chosen == 1
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert studio.colour == (0.0, 1.0, 0.0)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Right)  # there is no fourth
    qtbot.keyClick(grid, Qt.Key.Key_Return, CONTROL)
    assert studio.background == (0.0, 0.0, 1.0)
    assert grid.accessibleDescription() == "<b>Sea</b>"
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert colours(panel) == ["#ff0000", "#00ff00"]


def test_swatches_follow_the_palettes_columns_and_wrap_where_there_is_no_room(panel: PalettePanel) -> None:
    grid = panel.grid
    grid.show_palette(Palette("x", OWN.swatches * 6, 9))
    assert grid.place(8).top() == grid.place(0).top()
    assert grid.place(9).topLeft() == QPoint(0, grid.place(9).height() + 1)
    grid.show_palette(Palette("x", OWN.swatches * 20, 60))
    assert grid.place(59).right() < grid.width()
    assert grid.place(59).top() > 0
    assert grid.heightForWidth(grid.width()) > grid.place(59).bottom()


def test_names_are_plain_text(panel: PalettePanel, studio: Studio) -> None:
    click(panel, 2)
    assert panel.swatch_name.text() == "<b>Sea</b>"
    spot = panel.grid.place(2).center()
    QApplication.sendEvent(panel.grid, QHelpEvent(QEvent.Type.ToolTip, spot, panel.grid.mapToGlobal(spot)))
    shown = QTextDocumentFragment.fromHtml(QToolTip.text())
    assert shown.toPlainText() == "<b>Sea</b>"
    click(panel, 1)
    assert (panel.swatch_name.text(), panel.swatch_name.placeholderText()) == ("", "#00ff00")


# --- changing it ---------------------------------------------------------------------------------


def test_colours_are_added_named_moved_and_removed(
    panel: PalettePanel, studio: Studio, qtbot: QtBot, folder: Path
) -> None:
    studio.set_colour((1.0, 1.0, 0.0))
    qtbot.mouseClick(panel.add, LEFT)
    assert colours(panel) == ["#ff0000", "#00ff00", "#0000ff", "#ffff00"]
    assert panel.grid.chosen == 3
    panel.swatch_name.setFocus()
    qtbot.keyClicks(panel.swatch_name, "  Sun  up ")
    qtbot.keyClick(panel.swatch_name, Qt.Key.Key_Return)
    assert panel.grid.swatches()[3].name == "Sun up"
    QTest.mousePress(panel.grid, LEFT, NONE, panel.grid.place(0).center())
    QTest.mouseMove(panel.grid, panel.grid.place(0).center() + QPoint(12, 0))
    QTest.mouseMove(panel.grid, panel.grid.place(2).center())
    QTest.mouseRelease(panel.grid, LEFT, NONE, panel.grid.place(2).center())
    assert colours(panel) == ["#00ff00", "#0000ff", "#ff0000", "#ffff00"]
    assert panel.grid.chosen == 2
    click(panel, 0)
    qtbot.mouseClick(panel.remove, LEFT)
    assert colours(panel) == ["#0000ff", "#ff0000", "#ffff00"]
    assert panel.current is not None
    written(qtbot, folder / "my-aube.gpl", panel.current)


def test_a_press_that_hardly_moves_is_a_click(panel: PalettePanel) -> None:
    spot = panel.grid.place(0).bottomRight() - QPoint(1, 1)
    QTest.mousePress(panel.grid, LEFT, NONE, spot)
    QTest.mouseMove(panel.grid, spot + QPoint(3, 0))  # over the next swatch
    QTest.mouseRelease(panel.grid, LEFT, NONE, spot + QPoint(3, 0))
    assert panel.current == OWN


def test_all_colours_can_be_removed_and_the_first_added_again(
    panel: PalettePanel, studio: Studio, qtbot: QtBot
) -> None:
    click(panel, 0)
    for _ in range(3):
        qtbot.mouseClick(panel.remove, LEFT)
    assert colours(panel) == []
    assert not panel.remove.isEnabled()
    assert not panel.swatch_name.isEnabled()
    qtbot.mouseClick(panel.add, LEFT)
    assert colours(panel) == [hex_of(studio.colour)]


def test_a_bundled_palette_that_is_changed_becomes_an_own_version_that_can_go_again(
    panel: PalettePanel, make: Make, qtbot: QtBot, folder: Path
) -> None:
    original = bundled("zorn.gpl").palette
    panel.choose("zorn.gpl")
    assert "Restore the original" not in menu_texts(panel)
    click(panel, 0)
    qtbot.mouseClick(panel.remove, LEFT)
    written(qtbot, folder / "zorn.gpl", original.without(0))
    again = make()
    assert again.current == original.without(0)
    assert again.names.count() == panel.names.count()
    choose_in_menu(again, "Restore the original")
    box = dialog_of(qtbot, again, QMessageBox)
    QTest.mouseClick(next(b for b in box.findChildren(QPushButton) if b.text() == "Restore"), LEFT)
    qtbot.waitUntil(lambda: again.current == original, timeout=5000)
    assert not (folder / "zorn.gpl").exists()


def test_a_new_palette_is_named_and_kept(
    panel: PalettePanel, make: Make, studio: Studio, qtbot: QtBot, folder: Path
) -> None:
    choose_in_menu(panel, "New palette…")
    dialog = dialog_of(qtbot, panel, QInputDialog)
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("Dusk & <i>dawn</i>")
    dialog.accept()
    qtbot.waitUntil(lambda: panel.names.currentText() == "Dusk & <i>dawn</i>", timeout=5000)
    studio.set_colour((0.2, 0.4, 0.6))
    qtbot.mouseClick(panel.add, LEFT)
    assert panel.current is not None
    written(qtbot, folder / "my-dusk-i-dawn-i.gpl", panel.current)
    assert make().current == panel.current


def test_a_palette_is_renamed_and_deleted(panel: PalettePanel, qtbot: QtBot, folder: Path) -> None:
    choose_in_menu(panel, "Rename palette…")
    dialog = dialog_of(qtbot, panel, QInputDialog)
    assert isinstance(dialog, QInputDialog)
    assert dialog.textValue() == "Aube"
    dialog.setTextValue("Matin")
    dialog.accept()
    qtbot.waitUntil(lambda: panel.names.currentText() == "Matin", timeout=5000)
    written(qtbot, folder / "my-aube.gpl", OWN.renamed("Matin"))
    count = panel.names.count()
    for button, left in (("Cancel", count), ("Delete", count - 1)):
        choose_in_menu(panel, "Delete palette")
        box = dialog_of(qtbot, panel, QMessageBox)
        assert "Matin" in box.text() if isinstance(box, QMessageBox) else False
        QTest.mouseClick(next(b for b in box.findChildren(QPushButton) if button in b.text()), LEFT)
        qtbot.waitUntil(lambda left=left: panel.names.count() == left, timeout=5000)
        qtbot.waitUntil(lambda: not panel.findChildren(QMessageBox), timeout=5000)
    assert not (folder / "my-aube.gpl").exists()
    assert panel.names.currentText() == "Painter's box"


# --- files ---------------------------------------------------------------------------------------


def drop(panel: PalettePanel, *paths: Path) -> bool:
    """Drop files on the panel; whether it would take them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(50, 50), action, mime, left, NONE)
    enter.ignore()
    QApplication.sendEvent(panel, enter)
    if enter.isAccepted():
        QApplication.sendEvent(panel, QDropEvent(QPointF(50, 50), action, mime, left, NONE))
    return enter.isAccepted()


def test_palettes_of_every_kind_are_dropped_here(
    panel: PalettePanel, make: Make, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "Fall.ase").write_bytes(ase(("Rust", b"RGB ", (0.6, 0.2, 0.0))))
    (tmp_path / "Ice.ACO").write_bytes(aco(2, ("Floe", (0, 65535, 65535, 65535))))
    save_palette(OWN, tmp_path / "other.gpl")
    before = panel.names.count()
    assert drop(panel, *(tmp_path / name for name in ("Fall.ase", "Ice.ACO", "other.gpl")))
    qtbot.waitUntil(lambda: panel.names.count() == before + 3, timeout=20000)
    names = [palette.name for palette in panel.palettes]
    assert names[-4:] == ["Aube", "Fall", "Ice", "Aube"]
    panel.choose(panel.names.itemData(before))
    click(panel, 0)
    assert panel.swatch_name.text() == "Rust"
    qtbot.waitUntil(lambda: make().names.count() == before + 3, timeout=20000)


def test_what_is_no_palette_is_refused(
    panel: PalettePanel, told: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    assert not drop(panel, tmp_path / "a.png")
    for name, data in (("broken.ase", b"ASEF\0\1"), ("bare.aco", b"\0\1\0\0")):
        (tmp_path / name).write_bytes(data)
        assert drop(panel, tmp_path / name)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=20000)
    assert told == [
        "“broken.ase” could not be opened. The palette is damaged: it ends in the middle of a colour.",
        "“bare.aco” has no colours.",
    ]
    assert panel.current == OWN


def test_import_and_export_by_the_menu(
    panel: PalettePanel, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    choose_in_menu(panel, "Export…")
    dialog = dialog_of(qtbot, panel, QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.defaultSuffix() == "gpl"
    dialog.findChildren(QLineEdit)[0].setText(str(tmp_path / "sent.gpl"))
    dialog.accept()
    written(qtbot, tmp_path / "sent.gpl", OWN)
    before = panel.names.count()
    choose_in_menu(panel, "Import…")
    dialog = dialog_of(qtbot, panel, QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert "*.ase" in dialog.nameFilters()[0]
    dialog.findChildren(QLineEdit)[0].setText(str(tmp_path / "sent.gpl"))
    dialog.accept()
    qtbot.waitUntil(lambda: panel.names.count() == before + 1, timeout=5000)
    assert panel.current == OWN


def test_a_damaged_palette_in_the_folder_is_told_and_the_others_are_there(
    make: Make, folder: Path, told: list[str], qtbot: QtBot
) -> None:
    (folder / "bad.gpl").write_bytes(b"GIMP Palette\nx")
    panel = make()
    assert any(palette.name == "Aube" for palette in panel.palettes)
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    assert "bad.gpl" in told[0]


def test_a_folder_that_cannot_be_made_is_told(
    studio: Studio, tasks: Tasks, told: list[str], qtbot: QtBot, loop: QEventLoop, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    panel = PalettePanel(studio, tasks, tmp_path / "file" / "palettes")
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.current is not None, timeout=20000)
    qtbot.mouseClick(panel.add, LEFT)
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    assert "could not be made" in told[0]


def test_a_file_for_a_new_palette_is_safe_and_free() -> None:
    assert free_file("Sea & Shore", ()) == "my-sea-shore.gpl"
    assert free_file("猫/../", ()) == "my-palette.gpl"
    assert free_file("con", ("MY-CON.gpl", "my-con-2.gpl")) == "my-con-3.gpl"
    assert len(free_file("x" * 500, ())) < 60


def test_the_bundled_palettes_are_there_at_once_and_a_change_is_not_read_over(
    qtbot: QtBot, loop: QEventLoop, studio: Studio, tasks: Tasks, folder: Path
) -> None:
    save_palette(OWN, folder / "starter.gpl")
    gate = Event()
    studio.compute.errand(lambda: gate.wait(20))
    panel = PalettePanel(studio, tasks, folder)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.palettes == tuple(entry.palette for entry in all_bundled().values())
    qtbot.mouseClick(panel.add, LEFT)
    changed = panel.current
    gate.set()
    qtbot.waitUntil(lambda: "Aube" in [palette.name for palette in panel.palettes], timeout=20000)
    assert panel.current == changed
    assert changed is not None
    written(qtbot, folder / "starter.gpl", changed)


def test_a_folder_that_is_not_there_has_no_palettes(tmp_path: Path) -> None:
    own = read_own(tmp_path / "none")
    assert (own.entries, own.problems) == ((), ())
    assert all(entry.bundled and not entry.own for entry in all_bundled().values())


def test_it_fits_a_narrow_dock(panel: PalettePanel) -> None:
    size = panel.minimumSizeHint()
    assert size.width() <= 270
    assert size.height() <= 245
