"""The brush panel: brushes found, taken, changed, kept, removed and imported, each shown by its stroke."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.panels.brush import BrushPanel
from app.panels.stroke_files import StrokeFiles, digest
from app.panels.stroke_preview import StrokePainter, stroke_image
from app.studio import Studio
from app.tasks import Tasks
from canvas.brush.entry import BrushEntry
from canvas.brush.preset import Brush, Mode
from canvas.brush_files import save_brushes

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> BrushPanel:
    panel = BrushPanel(studio, Tasks(studio.tell))
    qtbot.addWidget(panel)
    panel.resize(280, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: studio.shelf.ready, timeout=60000)
    return panel


def alpha(image: QImage) -> np.ndarray:
    """H×W uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 3]


def listed(panel: BrushPanel) -> list[str]:
    return panel.finder.model.ids()


def click(panel: BrushPanel, name: str, place: QPoint | None = None) -> None:
    index = panel.finder.model.index_of(name)
    assert index.isValid()
    panel.finder.list.scrollTo(index)
    rect = panel.finder.list.visualRect(index)
    QTest.mouseClick(panel.finder.list.viewport(), LEFT, NONE, place or rect.center() - QPoint(20, 0))


def trigger(panel: BrushPanel, name: str, text: str) -> None:
    menu = panel.deeds.menu_of(name)
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.deleteLater()


def test_all_shipped_brushes_are_listed_under_their_groups(panel: BrushPanel, studio: Studio) -> None:
    assert listed(panel) == [entry.id for entry in studio.shelf.stock.entries]
    assert panel.finder.model.index(0).data() == "Pencil"
    assert panel.finder.model.index(0).flags() == Qt.ItemFlag.NoItemFlags
    assert len(listed(panel)) >= 40


def test_a_click_takes_a_brush_and_a_change_is_marked_and_set_back(
    panel: BrushPanel, studio: Studio, qtbot: QtBot
) -> None:
    click(panel, "pencil")
    saved = studio.brush
    assert saved.name == "pencil"
    assert panel.title.text() == "HB pencil"
    assert not panel.buttons["revert"].isEnabled()
    studio.set_brush(size=77.0)
    assert panel.title.text().endswith("•")
    click(panel, "ink")
    click(panel, "pencil")
    assert studio.brush.size == 77  # as it was put down
    qtbot.mouseClick(panel.buttons["revert"], LEFT)
    assert studio.brush == saved
    assert panel.title.text() == "HB pencil"


def test_search_finds_by_title_and_group_and_says_when_there_is_nothing(
    panel: BrushPanel, studio: Studio, qtbot: QtBot
) -> None:
    qtbot.keyClicks(panel.finder.search, "pencil")
    assert "pencil" in listed(panel)
    assert len(listed(panel)) < 10
    qtbot.keyClick(panel.finder.search, Qt.Key.Key_Return)
    assert studio.brush.name == listed(panel)[0]
    panel.finder.search.setText("no such brush")
    assert listed(panel) == []
    assert "no such brush" in panel.finder.list.empty_text
    qtbot.keyClick(panel.finder.search, Qt.Key.Key_Escape)
    assert len(listed(panel)) >= 40


def test_stars_and_last_used_are_filters(panel: BrushPanel, studio: Studio, qtbot: QtBot) -> None:
    panel.finder.list.scrollTo(panel.finder.model.index_of("ink"))
    before = studio.brush
    click(panel, "ink", panel.finder.list.star_place("ink").center())
    assert studio.shelf.stock.favourites == ("ink",)
    assert studio.brush == before  # a star does not take the brush
    studio.shelf.use("marker")
    qtbot.waitUntil(lambda: studio.shelf.stock.recent == ("marker",), timeout=10000)
    for kind, found in (("favourites", ["ink"]), ("recent", ["marker"])):
        panel.finder.filter.setCurrentIndex(panel.finder.filter.findData(kind))
        panel.finder.filter.activated.emit(panel.finder.filter.currentIndex())
        assert listed(panel) == found
    panel.finder.filter.setCurrentIndex(panel.finder.filter.findData("group ink"))
    panel.finder.filter.activated.emit(0)
    assert set(listed(panel)) == {e.id for e in studio.shelf.stock.entries if e.group == "ink"}


def test_keys_walk_through_the_list(panel: BrushPanel, studio: Studio, qtbot: QtBot) -> None:
    click(panel, listed(panel)[0])
    panel.finder.list.setFocus()
    qtbot.keyClick(panel.finder.list, Qt.Key.Key_Right)
    assert studio.brush.name == listed(panel)[1]


def test_save_keeps_the_change_and_reset_brings_the_shipped_one_back(
    panel: BrushPanel, studio: Studio, qtbot: QtBot
) -> None:
    panel.hand.take("ink")
    shipped = studio.brush
    studio.set_brush(size=99.0)
    qtbot.mouseClick(panel.buttons["save"], LEFT)
    qtbot.waitUntil(lambda: "ink" in studio.shelf.stock.changed, timeout=10000)
    assert not panel.buttons["save"].isEnabled()
    entry = studio.shelf.find("ink")
    assert entry is not None
    assert entry.brush.size == 99
    trigger(panel, "ink", "Set back as it came")
    qtbot.waitUntil(lambda: "ink" not in studio.shelf.stock.changed, timeout=10000)
    assert studio.brush == shipped


def test_duplicate_rename_delete_and_undo(panel: BrushPanel, studio: Studio, qtbot: QtBot) -> None:
    trigger(panel, "pencil", "Duplicate")
    qtbot.waitUntil(lambda: studio.brush.name == "hb-pencil-copy", timeout=10000)
    name = studio.brush.name
    panel.finder.model.setData(panel.finder.model.index_of(name), "Sketcher")
    qtbot.waitUntil(lambda: panel.title.text() == "Sketcher", timeout=10000)
    panel.finder.list.setFocus()
    panel.finder.list.show_chosen(name)
    qtbot.keyClick(panel.finder.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: name not in listed(panel), timeout=10000)
    assert "Sketcher" in panel.notice.text.text()
    qtbot.mouseClick(panel.notice.button, LEFT)
    qtbot.waitUntil(lambda: name in listed(panel), timeout=10000)
    trigger(panel, "pencil", "Duplicate")
    studio.shelf.delete("pencil")
    qtbot.waitUntil(lambda: "cannot be deleted" in panel.notice.text.text(), timeout=10000)


def test_a_dropped_file_is_imported_and_a_bad_one_told(
    panel: BrushPanel, studio: Studio, qtbot: QtBot, tmp_path: Path
) -> None:
    good, bad = tmp_path / "mine.scumblebrush", tmp_path / "bad.gbr"
    save_brushes((BrushEntry("thick", "Thick", Brush(size=150.0), tags=("wild",)),), good)
    bad.write_bytes(b"nothing of the kind")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (good, bad)])
    drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, LEFT, NONE)
    panel.dragEnterEvent(enter)
    assert enter.isAccepted()
    panel.dropEvent(drop)
    qtbot.waitUntil(lambda: studio.brush.name == "thick", timeout=10000)
    assert studio.brush.size == 150
    assert "1 brush" in panel.notice.text.text()
    assert "bad.gbr" in panel.notice.text.text()
    assert panel.finder.filter.findData("tag wild") > 0


def test_the_eraser_has_its_own_brush_and_any_brush_can_erase(
    panel: BrushPanel, studio: Studio, qtbot: QtBot
) -> None:
    panel.hand.take("pencil")
    qtbot.mouseClick(panel.buttons["erase"], LEFT)
    assert studio.brush.eraser
    assert not panel.buttons["save"].isEnabled()  # that is no change of the brush
    qtbot.mouseClick(panel.buttons["erase"], LEFT)
    panel.set_target(True)
    assert panel.title.text() == "Hard eraser"
    panel.hand.take("ink")
    assert studio.eraser.name == "ink"
    assert studio.eraser.eraser
    assert not studio.brush.eraser


def test_every_shipped_brush_paints_and_looks_different(studio: Studio) -> None:
    entries = studio.shelf.stock.entries[::4]
    images = [stroke_image(entry.brush, 100, 48) for entry in entries]
    assert len({bytes(image.constBits()) for image in images}) == len(entries)


def test_the_stroke_follows_the_brush() -> None:
    thin = alpha(stroke_image(Brush(size=4, hardness=1), 120, 48))
    thick = alpha(stroke_image(Brush(size=20, hardness=1), 120, 48))
    faint = alpha(stroke_image(Brush(size=20, hardness=1, opacity=0.3), 120, 48))
    assert 3 * (thin > 128).sum() < (thick > 128).sum()
    assert faint.max() == pytest.approx(0.3 * 255, abs=2)
    huge = alpha(stroke_image(Brush(size=1000, hardness=1), 120, 48))
    assert not huge[[0, -1]].any()  # drawn smaller, to be seen whole
    erased = alpha(stroke_image(Brush(size=20, hardness=1, eraser=True), 120, 48))
    assert erased.min() == 0
    assert erased[0, 0] > 150
    assert alpha(stroke_image(Brush(size=20, mode=Mode.SMUDGE), 120, 48)).min() == 255


def test_strokes_are_kept_in_memory_and_in_files(studio: Studio, qtbot: QtBot, tmp_path: Path) -> None:
    brush, size = Brush(size=12), QSize(60, 30)
    painter = StrokePainter(studio.compute, None, tmp_path)
    assert painter.known(brush, size, 1.0) is None
    painter.ask("a", brush, size, 1.0, lasting=True)
    qtbot.waitUntil(lambda: painter.known(brush, size, 1.0) is not None, timeout=60000)
    stored = StrokeFiles(tmp_path).read(brush, 60, 30)
    assert stored is not None
    assert np.array_equal(alpha(stored), alpha(stroke_image(brush, 60, 30)))
    assert StrokeFiles(tmp_path).read(replace(brush, size=13), 60, 30) is None
    assert digest(brush) == digest(replace(brush, name="another"))


def test_it_fits_a_narrow_dock_and_is_named_for_screen_readers(panel: BrushPanel) -> None:
    assert panel.minimumSizeHint().width() <= 270
    buttons = (*panel.buttons.values(), panel.finder.view_button, panel.finder.import_button)
    assert all(" " in button.accessibleName() or button.accessibleName() == "Favourite" for button in buttons)
    assert "Pencil" in panel.finder.model.index_of("pencil").data(Qt.ItemDataRole.AccessibleTextRole)
