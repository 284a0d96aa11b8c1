"""The palette panel: a palette to paint from, bundled or the artist's own, and its upkeep."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.dialogs import ask_open, ask_save
from app.errors import AppError
from app.icon_button import icon_button
from app.icons import icon
from app.panels.palette_dialogs import ask_name, sure
from app.panels.palette_grid import PaletteGrid
from app.panels.palette_shelf import (
    SUFFIX,
    Entry,
    all_bundled,
    bundled,
    discard,
    free_file,
    keep,
    own_folder,
    read_own,
)
from app.panels.swatches import hex_of
from app.studio import Colour, Studio
from app.tasks import Tasks, result_of
from app.words import worded
from canvas.palettes import FORMATS, Palette, Swatch, read_palette, save_palette
from canvas.palettes.palette import MOST_LETTERS, MOST_SWATCHES


class PalettePanel(QWidget):
    """Every change is shown at once and written on the errand thread.

    A bundled palette that is changed becomes the artist's own version of it.
    """

    def __init__(
        self, studio: Studio, tasks: Tasks, folder: Path | None = None, parent: QWidget | None = None
    ) -> None:
        """`folder` holds the artist's palettes; it need not exist yet."""
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks
        self._folder = own_folder() if folder is None else folder
        self._entries: dict[str, Entry] = {}
        self._current = ""  # file name
        self.names = QComboBox()
        self.menu_button = icon_button(icon("menu"), self.tr("New palette, import, export …"), 18)
        self.grid = PaletteGrid()
        self.swatch_name = QLineEdit()
        self.add = icon_button(icon("plus"), self.tr("Add the foreground colour to the palette"), 18)
        self.remove = icon_button(icon("layer-delete"), self.tr("Remove the chosen colour (Del)"), 18)
        self._build()
        self._connect()
        self._show_chances()

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        edge = theme.scaled(6)
        layout.setContentsMargins(edge, edge, edge, theme.scaled(4))
        layout.setSpacing(theme.scaled(4))
        self.names.setAccessibleName(self.tr("Palette"))
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(3))
        head.addWidget(self.names, 1)
        head.addWidget(self.menu_button)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(theme.scaled(3 * 22))
        scroll.setWidget(self.grid)
        layout.addLayout(head)
        layout.addWidget(scroll, 1)
        layout.addLayout(self._build_foot())
        self.setAcceptDrops(True)

    def _build_foot(self) -> QHBoxLayout:
        self.swatch_name.setMaxLength(MOST_LETTERS)
        self.swatch_name.setAccessibleName(self.tr("Name of the colour"))
        self.swatch_name.setToolTip(self.tr("Name of the chosen colour"))
        foot = QHBoxLayout()
        foot.setSpacing(theme.scaled(3))
        foot.addWidget(self.swatch_name, 1)
        foot.addWidget(self.add)
        foot.addWidget(self.remove)
        return foot

    def _connect(self) -> None:
        self.names.activated.connect(lambda at: self.choose(self.names.itemData(at)))
        self.menu_button.clicked.connect(self._pop_up)
        self.grid.picked.connect(self._pick)
        self.grid.chosen_changed.connect(self._show_chances)
        self.grid.move_wanted.connect(self._move)
        self.grid.remove_wanted.connect(self.remove_colour)
        self.grid.name_wanted.connect(self._begin_name)
        self.swatch_name.editingFinished.connect(self._name_colour)
        self.add.clicked.connect(self.add_colour)
        self.remove.clicked.connect(self.remove_colour)

    def showEvent(self, event: QShowEvent) -> None:
        """Palettes are read when the panel is first seen: the bundled ones at once, the artist's beside."""
        if not self._entries:
            self._entries = all_bundled()
            wanted = self._studio.settings.get("palette/current")
            self._show(wanted if wanted in self._entries else next(iter(self._entries)))
            self._spawn(self._load(wanted))
        super().showEvent(event)

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def palettes(self) -> tuple[Palette, ...]:
        """All palettes in the order of the list."""
        return tuple(entry.palette for entry in self._entries.values())

    @property
    def current(self) -> Palette | None:
        """The palette that is shown."""
        entry = self._entries.get(self._current)
        return None if entry is None else entry.palette

    async def _load(self, wanted: str) -> None:
        """Put the artist's palettes on the shelf, but not over what has been changed since."""
        own = await result_of(self._studio.compute.errand(lambda: read_own(self._folder)))
        for entry in own.entries:
            present = self._entries.get(entry.file)
            if present is None or not present.own:
                self._entries[entry.file] = entry
        unchanged = wanted == self._studio.settings.get("palette/current")
        self._show(wanted if unchanged and wanted in self._entries else self._current, self.grid.chosen)
        if own.problems:
            raise AppError(" ".join(worded(problem) for problem in own.problems))

    def choose(self, file: str) -> None:
        """Show another palette, by its file name, and remember it."""
        self._show(file)
        self._studio.settings.set("palette/current", file)

    def _show(self, file: str, chosen: int | None = None) -> None:
        self._current = file
        self.names.clear()
        for entry in self._entries.values():
            self.names.addItem(entry.palette.name, entry.file)
        self.names.setCurrentIndex(list(self._entries).index(file))
        self.grid.show_palette(self._entries[file].palette, chosen)

    def _show_chances(self) -> None:
        """Enable what would do something, and show the chosen colour's name."""
        at, palette = self.grid.chosen, self.current
        self.add.setEnabled(palette is not None and len(palette.swatches) < MOST_SWATCHES)
        self.remove.setEnabled(at is not None)
        self.menu_button.setEnabled(palette is not None)
        self.swatch_name.setEnabled(at is not None)
        swatch = None if at is None else self.grid.swatches()[at]
        self.swatch_name.setText(swatch.name if swatch else "")
        self.swatch_name.setPlaceholderText(hex_of(swatch.colour) if swatch else "")

    # --- colours ---------------------------------------------------------------------------------

    def _pick(self, colour: Colour, background: bool) -> None:
        if background:
            self._studio.set_background(colour)
        else:
            self._studio.set_colour(colour)

    def add_colour(self) -> None:
        """Put the foreground colour at the palette's end."""
        palette = self.current
        if palette is not None:
            self._change(palette.with_swatch(Swatch(self._studio.colour)), len(palette.swatches))

    def remove_colour(self) -> None:
        """Take the chosen colour out; the next one is chosen then."""
        palette, at = self.current, self.grid.chosen
        if palette is not None and at is not None:
            rest = palette.without(at)
            self._change(rest, min(at, len(rest.swatches) - 1))

    def _move(self, at: int, to: int) -> None:
        palette = self.current
        if palette is not None:
            self._change(palette.moved(at, to), to)

    def _begin_name(self) -> None:
        self.swatch_name.setFocus()
        self.swatch_name.selectAll()

    def _name_colour(self) -> None:
        palette, at = self.current, self.grid.chosen
        if palette is None or at is None or not self.swatch_name.isModified():
            return
        self.swatch_name.setModified(False)
        self._change(palette.with_name_at(at, self.swatch_name.text()), at)

    def _change(self, palette: Palette, chosen: int | None = None) -> None:
        """Show the present palette changed, and write it."""
        file = self._current
        self._entries[file] = replace(self._entries[file], palette=palette, own=True)
        self._show(file, chosen)
        self._spawn(self._write(file, palette))

    async def _write(self, file: str, palette: Palette) -> None:
        await result_of(self._studio.compute.errand(lambda: keep(self._folder, file, palette)))

    # --- palettes --------------------------------------------------------------------------------

    def _pop_up(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu)
        menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def _fill_menu(self, menu: QMenu) -> None:
        entry = self._entries[self._current]

        def add(text: str, handler: Callable[[], Coroutine[Any, Any, None]], picture: str = "") -> None:
            action = menu.addAction(text, lambda: self._spawn(handler()))
            if picture:
                action.setIcon(icon(picture))

        add(self.tr("New palette…"), self.new_palette, "new")
        add(self.tr("Rename palette…"), self.rename_palette, "rename")
        menu.addSeparator()
        add(self.tr("Import…"), self.import_palette, "import")
        add(self.tr("Export…"), self.export_palette, "export")
        if entry.own:
            menu.addSeparator()
            text = self.tr("Restore the original") if entry.bundled else self.tr("Delete palette")
            add(text, self.delete_palette, "retry" if entry.bundled else "layer-delete")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.spawn(work)

    async def new_palette(self) -> None:
        """Ask for a name, then show an empty palette."""
        name = await ask_name(self, self.tr("New palette"), self.tr("My palette"))
        if name:
            await self._take_in(Palette(name))

    async def rename_palette(self) -> None:
        palette = self.current
        if palette is None:
            return
        name = await ask_name(self, self.tr("Rename palette"), palette.name)
        palette = self.current  # colours may have come meanwhile
        if name and palette is not None and name != palette.name:
            self._change(palette.renamed(name), self.grid.chosen)

    async def import_palette(self) -> None:
        """Ask for a palette file, and take it in."""
        endings = " ".join(f"*{form.suffix}" for form in FORMATS)
        filters = [self.tr("Palettes ({0})").format(endings)]
        filters += [f"{form.name} (*{form.suffix})" for form in FORMATS]
        path = await ask_open(self, self.tr("Import palette"), ";;".join(filters), Path.home())
        if path is not None:
            await self.take_in_file(path)

    async def take_in_file(self, path: Path) -> None:
        """Keep a palette file's colours as a palette of the artist's own. Raises FormatError or AppError."""
        palette = await result_of(self._studio.compute.errand(lambda: read_palette(path)))
        if not palette.swatches:
            raise AppError(self.tr("“{0}” has no colours.").format(path.name))
        await self._take_in(palette)

    async def _take_in(self, palette: Palette) -> None:
        file = free_file(palette.name, self._entries)
        self._entries[file] = Entry(file, palette, own=True)
        self.choose(file)
        await self._write(file, palette)

    async def export_palette(self) -> None:
        """Ask where, then write the palette as a GIMP palette."""
        palette = self.current
        if palette is None:
            return
        suggested = Path.home() / (self._current.removeprefix("my-") or f"palette{SUFFIX}")
        path = await ask_save(self, self.tr("Export palette"), self.tr("GIMP palette (*.gpl)"), suggested)
        if path is not None:
            await result_of(self._studio.compute.errand(lambda: save_palette(palette, path)))

    async def delete_palette(self) -> None:
        """Ask, then delete the artist's own palette, or bring back the bundled one that it stands before."""
        entry = self._entries[self._current]
        if entry.bundled:
            question = self.tr("Bring back “{0}” as it came with Scumble?").format(entry.palette.name)
            agreed = await sure(self, question, self.tr("Your changes to it are lost."), self.tr("Restore"))
        else:
            question = self.tr("Delete the palette “{0}”?").format(entry.palette.name)
            agreed = await sure(self, question, self.tr("Its colours are lost."), self.tr("Delete"))
        if not agreed:
            return
        await result_of(self._studio.compute.errand(lambda: discard(self._folder, entry.file)))
        if entry.bundled:
            self._entries[entry.file] = bundled(entry.file)
            self.choose(entry.file)
        else:
            del self._entries[entry.file]
            self.choose(next(iter(self._entries)))

    # --- files dropped here ----------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.current is not None and _palette_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in _palette_files(event):
            self._spawn(self.take_in_file(path))
        event.acceptProposedAction()


def _palette_files(event: QDropEvent) -> list[Path]:
    endings = {form.suffix for form in FORMATS}
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in endings]
