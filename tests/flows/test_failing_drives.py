"""Real drives that are full, read-only or gone: the artist is told what to do, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.native_files import left_over, open_native, recovery_name
from app.start import Program, recovery_folder
from canvas.composite import flatten8
from canvas.formats import open_document
from canvas.history import History
from tests.flows.conftest import Pen, settle
from tests.flows.test_keeping import flushed, leave, picture, run

SECONDS = 30_000  # milliseconds

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts drives as Linux does")


def mounted(*words: str) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


class Drive:
    """A small file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def remount(self, options: str) -> None:
        assert mounted("mount", "-o", f"remount,{options}", str(self.folder))

    def pull_out(self) -> None:
        """What has its files open keeps them; the folder is empty for everyone else."""
        assert mounted("umount", "--lazy", str(self.folder))


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Drive]:
    folder = tmp_path / "drive"
    folder.mkdir()
    if not mounted("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)):
        pytest.skip("drives may not be mounted here")
    yield Drive(folder)
    mounted("umount", "--lazy", str(folder))


@pytest.fixture
def told(program: Program) -> list[str]:
    """What the window says."""
    sentences: list[str] = []
    program.window.workspace._tell = sentences.append
    program.window.workspace.stuck.connect(sentences.append)
    return sentences


@pytest.fixture
def saved(qtbot: QtBot, program: Program, pen: Pen) -> Callable[[Path], Path]:
    def save(path: Path) -> Path:
        pen.drag((50, 50), (200, 120))
        run(qtbot, program, program.window.workspace._write(path))
        return path

    return save


def fill(folder: Path) -> Path:
    """Leave no room."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(os.urandom(4096))
        except OSError:
            return ballast


def aside(program: Program) -> Path:
    """The file in the recovery folder that a program killed now would leave for this picture."""
    keeper = program.window.workspace.keeper
    assert not keeper.flushed().result(30)
    assert keeper.file.spare is not None
    return keeper.file.spare.path


def paint(qtbot: QtBot, program: Program, pen: Pen) -> np.ndarray:
    for row in (100, 150, 220):
        program.studio.set_brush(size=60.0)
        pen.drag((30, row), (370, row))
    return flatten8(settle(qtbot, program))


def test_a_full_disk(
    qtbot: QtBot, program: Program, pen: Pen, drive: Drive, told: list[str], saved: Callable[[Path], Path]
) -> None:
    path, workspace = saved(drive.folder / "full.scumble"), program.window.workspace
    before = picture(path)
    ballast = fill(drive.folder)
    seen = paint(qtbot, program, pen)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    assert "the disk is full. Free some space" in told[0]
    assert "kept in the recovery folder" in told[0]
    assert workspace.unsaved
    assert not workspace.keeper.flushed().result(30)
    assert np.array_equal(picture(path), before)  # it is as it was
    kept_aside = aside(program)
    assert np.array_equal(picture(kept_aside), seen)
    assert len(told) == 1
    ballast.unlink()
    assert flushed(qtbot, program) == path
    assert np.array_equal(picture(path), seen)
    assert not kept_aside.exists()
    assert not workspace.unsaved


def test_a_full_disk_and_the_picture_is_saved_somewhere_else(
    qtbot: QtBot,
    program: Program,
    pen: Pen,
    drive: Drive,
    told: list[str],
    saved: Callable[[Path], Path],
    tmp_path: Path,
) -> None:
    saved(drive.folder / "full.scumble")
    fill(drive.folder)
    seen = paint(qtbot, program, pen)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    kept_aside, elsewhere = aside(program), tmp_path / "elsewhere.scumble"
    run(qtbot, program, program.window.workspace._write(elsewhere))
    assert np.array_equal(picture(elsewhere), seen)
    assert not kept_aside.exists()
    assert not program.window.workspace.unsaved
    leave(program)
    native = open_native(elsewhere)
    assert len(native.restored.record.done) == 4  # with all its undo steps
    native.close()


def test_a_drive_that_becomes_read_only_while_the_picture_is_open(
    qtbot: QtBot, program: Program, pen: Pen, drive: Drive, told: list[str], saved: Callable[[Path], Path]
) -> None:
    path = saved(drive.folder / "fixed.scumble")
    flushed(qtbot, program)
    held = program.window.workspace.keeper.file.journal
    assert held is not None
    held.file.database.close()  # a mount cannot become read-only while a file in it is open for writing
    drive_lock = program.window.workspace.keeper.file.lock
    assert drive_lock is not None
    os.close(drive_lock._descriptor)
    drive_lock._descriptor = -1
    reader = program.window.workspace.keeper.file.reader
    assert reader is None
    drive.remount("ro")
    held.file._broken = True
    seen = paint(qtbot, program, pen)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    assert "Save it somewhere else with Save as" in told[0]
    assert np.array_equal(picture(aside(program)), seen)
    drive.remount("rw")
    assert flushed(qtbot, program) == path
    assert np.array_equal(picture(path), seen)


def test_a_picture_on_a_read_only_drive_is_opened_and_its_changes_go_elsewhere(
    qtbot: QtBot, program: Program, pen: Pen, drive: Drive, told: list[str], saved: Callable[[Path], Path]
) -> None:
    path = saved(drive.folder / "fixed.scumble")
    seen = flatten8(program.studio.document)
    leave(program)
    drive.remount("ro")
    run(qtbot, program, program.window.workspace.open(path))
    assert np.array_equal(flatten8(settle(qtbot, program)), seen)
    assert "cannot be written to where it is. Save as puts your changes somewhere else." in told[-1]
    paint(qtbot, program, pen)
    assert flushed(qtbot, program).parent == recovery_folder()
    run(qtbot, program, program.window.workspace._write(drive.folder / "new.scumble"))
    assert program.window.workspace.keeper.temporary


def test_a_drive_that_is_pulled_out(
    qtbot: QtBot,
    program: Program,
    pen: Pen,
    drive: Drive,
    told: list[str],
    saved: Callable[[Path], Path],
    tmp_path: Path,
) -> None:
    path = saved(drive.folder / "gone.scumble")
    drive.pull_out()
    assert not path.exists()
    seen = paint(qtbot, program, pen)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    assert "no longer where it was" in told[0]
    assert "kept in the recovery folder" in told[0]
    assert np.array_equal(picture(aside(program)), seen)
    assert program.window.workspace.unsaved
    elsewhere = tmp_path / "elsewhere.scumble"
    run(qtbot, program, program.window.workspace._write(elsewhere))
    assert np.array_equal(picture(elsewhere), seen)
    for place in (0, 4):
        program.studio.session.go_to(place)
    assert np.array_equal(flatten8(settle(qtbot, program)), seen)


def test_a_drive_that_is_dead_altogether(
    qtbot: QtBot,
    program: Program,
    pen: Pen,
    drive: Drive,
    told: list[str],
    saved: Callable[[Path], Path],
    tmp_path: Path,
) -> None:
    """Even what was open cannot be read any more: undo steps that were only there are lost, no paint is."""
    path = saved(drive.folder / "dead.scumble")
    leave(program)
    run(qtbot, program, program.window.workspace.open(path))
    settle(qtbot, program)
    keeper = program.window.workspace.keeper
    assert keeper.file.journal is not None
    assert keeper.file.reader is not None
    drive.pull_out()
    keeper.file.journal.file.database.close()
    keeper.file.reader.close()
    seen = paint(qtbot, program, pen)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    assert np.array_equal(picture(aside(program)), seen)
    elsewhere = tmp_path / "elsewhere.scumble"
    run(qtbot, program, program.window.workspace._write(elsewhere))
    assert np.array_equal(picture(elsewhere), seen)
    seen = paint(qtbot, program, pen)
    assert flushed(qtbot, program) == elsewhere
    assert np.array_equal(picture(elsewhere), seen)


@pytest.mark.parametrize("place", ["missing/new.scumble", "file/new.scumble"])
def test_a_folder_that_does_not_exist(
    qtbot: QtBot, program: Program, pen: Pen, place: str, saved: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = saved(tmp_path / "old.scumble")
    (tmp_path / "file").write_bytes(b"no folder")
    run(qtbot, program, program.window.workspace._write(tmp_path / place))
    said = program.window.notice.text.text()
    assert said == "“new.scumble” could not be saved: the folder does not exist. Choose another folder."
    seen = paint(qtbot, program, pen)
    assert flushed(qtbot, program) == path
    assert np.array_equal(picture(path), seen)


def test_what_could_not_be_saved_can_be_saved_elsewhere_by_one_button(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path
) -> None:
    seen, notice, better = paint(qtbot, program, pen), program.window.notice, tmp_path / "better.scumble"
    run(qtbot, program, program.window.workspace._write(tmp_path / "missing" / "new.scumble"))
    assert notice.isVisible()
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.window.findChild(QFileDialog) is not None)
    dialog = program.window.findChild(QFileDialog)
    assert dialog is not None
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.clear()
    qtbot.keyClicks(name, str(better))
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.studio.session.path == better, timeout=SECONDS)
    assert np.array_equal(picture(better), seen)
    assert not notice.isVisible()


def test_a_folder_that_is_renamed_and_back(
    qtbot: QtBot, program: Program, pen: Pen, told: list[str], saved: Callable[[Path], Path], tmp_path: Path
) -> None:
    (tmp_path / "works").mkdir()
    path = saved(tmp_path / "works" / "moved.scumble")
    path.parent.rename(tmp_path / "other")
    seen = paint(qtbot, program, pen)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    assert "its folder has another name now" in told[0]
    (tmp_path / "other").rename(path.parent)
    assert flushed(qtbot, program) == path
    assert np.array_equal(picture(path), seen)
    assert left_over(recovery_folder()) == []


def test_a_file_that_another_program_puts_in_its_place_is_not_written_over(
    qtbot: QtBot, program: Program, pen: Pen, told: list[str], saved: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = saved(tmp_path / "synced.scumble")
    older = tmp_path / "older"
    shutil.copy(Path(__file__).parents[1] / "files" / "version1.scumble", older)
    other = open_native(older)
    other.close()
    older.replace(path)
    before = path.read_bytes()
    seen = paint(qtbot, program, pen)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    assert "changed by another program" in told[0]
    assert np.array_equal(picture(aside(program)), seen)
    assert path.read_bytes() == before


def test_what_was_kept_aside_is_offered_when_the_program_was_killed(
    qtbot: QtBot, program: Program, pen: Pen, drive: Drive, told: list[str], saved: Callable[[Path], Path]
) -> None:
    saved(drive.folder / "gone.scumble")
    drive.pull_out()
    seen = paint(qtbot, program, pen)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    lost = aside(program)
    copy = recovery_name(lost.parent)
    for ending in ("", "-wal"):  # as a kill leaves them
        shutil.copy(f"{lost}{ending}", f"{copy}{ending}")
    assert copy in left_over(lost.parent)
    native = open_native(copy)
    assert np.array_equal(flatten8(native.restored.record.document), seen)
    history = History.restored(native.restored.record)
    history.go_to(0)
    history.close()
    native.close()
    for ending in ("", "-wal", "-shm"):
        Path(f"{copy}{ending}").unlink(missing_ok=True)


def test_files_may_not_grow(
    qtbot: QtBot, program: Program, pen: Pen, told: list[str], saved: Callable[[Path], Path], tmp_path: Path
) -> None:
    """The system refuses to write beyond a length, as with a quota."""
    import resource

    path = saved(tmp_path / "short.scumble")
    flushed(qtbot, program)
    before = picture(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        seen = paint(qtbot, program, pen)
        qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
        assert "cannot be kept" in told[0]
        assert "stays in memory" in told[0]  # the recovery folder is no better off
        assert program.window.workspace.unsaved
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert np.array_equal(picture(path), before)
    assert flushed(qtbot, program) == path
    assert np.array_equal(picture(path), seen)


FORBIDDEN = """
import os, sys
from pathlib import Path
from app.file_lock import FileLock
from app.native_files import open_native
from app.refusal import save_refusal
from canvas.errors import FormatError
from canvas.formats import open_document, save_document
path, warm = Path(sys.argv[1]), Path(sys.argv[2])
save_document(open_document(path).document, warm)  # what this needs is loaded while that can be read
os.setgid(65534)
os.setuid(65534)
try:
    open_native(path)
except FormatError as error:
    print("open:", type(error).__name__, error)
print("read:", open_document(path).document.width)
try:
    FileLock.taken(path.with_name("new.scumble"))
except OSError as error:
    print("save:", save_refusal(path.with_name("new.scumble"), error))
try:
    save_document(open_document(path).document, path.with_name("flat.png"))
except FormatError as error:
    print("export:", error)
"""


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="becomes another user")
def test_permission_denied(tmp_path: Path) -> None:
    """By a program of another user, since root may write everywhere."""
    folder = Path("/tmp") / f"scumble-forbidden-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        path = Path(shutil.copy(Path(__file__).parents[1] / "files" / "version1.scumble", folder))
        before = path.read_bytes()
        command = [sys.executable, "-c", FORBIDDEN, str(path), str(tmp_path / "warm.png")]
        child = subprocess.run(command, capture_output=True, text=True, check=False)
        *said, export = child.stdout.splitlines() or ("", "")
        assert said == [
            "open: ReadOnly “version1.scumble” cannot be written to where it is.",
            "read: 200",
            "save: “new.scumble” could not be saved: you may not write there. Choose another folder.",
        ], child.stderr
        assert export.startswith("export: ")
        assert path.read_bytes() == before
        assert {one.name for one in folder.iterdir()} == {"version1.scumble"}
    finally:
        shutil.rmtree(folder)


HOLDER = """
import sys
from pathlib import Path
from app.native_files import open_native
native = open_native(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_program_that_holds_the_file(tmp_path: Path) -> None:
    from app.native_files import Held

    path = Path(
        shutil.copy(Path(__file__).parents[1] / "files" / "version1.scumble", tmp_path / "held.scumble")
    )
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Held, match="another window"):
            open_native(path)
        assert open_document(path).document.width == 200
        other.kill()
    native = open_native(path)  # the lock ends with the process
    native.close()
    assert {one.name for one in tmp_path.iterdir()} == {"held.scumble"}


def test_no_clock_orders_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    for turn, clock in enumerate(("2031-01-01 00-00-00", "1980-01-01 00-00-00", "2026-06-01 00-00-00")):
        monkeypatch.setattr("app.native_files.time.strftime", lambda _form, clock=clock: clock)
        path = recovery_name(tmp_path)
        path.write_bytes(b"damaged, but not empty")
        os.utime(path, (1000.0 - turn, 1000.0 - turn))
        made.append(path)
    (tmp_path / "2020-01-01 00-00-00 abcdef.scumble").write_bytes(b"as former versions named them")
    assert left_over(tmp_path)[:3] == made[::-1]
