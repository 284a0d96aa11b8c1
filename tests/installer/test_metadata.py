"""What desktops read of the program: valid, complete and in agreement with the program."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli_arguments import COMMANDS
from canvas.formats.native import schema
from installer import contents, desktop, icons
from installer.proof import quick
from installer.proof.table import Failed, Skipped, Table


@pytest.mark.parametrize(
    "check", [quick.entry, quick.metainfo, quick.types, quick.manual, quick.script, quick.windows]
)
def test_the_quick_part_of_the_proof_finds_nothing_wrong(
    check: Callable[[Path], str], tmp_path: Path
) -> None:
    try:
        assert check(tmp_path)
    except Skipped as reason:
        pytest.skip(str(reason))


def test_the_property_lists_are_sound() -> None:
    assert "Info.plist" in quick.plists()
    assert quick.versions() == contents.version()


def test_everything_is_laid_out(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for size in icons.SIZES:
        (pictures / f"scumble-{size}.png").write_bytes(b"\x89PNG")
    desktop.lay_out(tmp_path / "share", pictures)
    for name in quick.LAID_OUT:
        assert (tmp_path / name).is_file(), name
    page = gzip.decompress((tmp_path / "share/man/man1/scumble.1.gz").read_bytes()).decode()
    assert f"Scumble {contents.version()}" in page
    release = ElementTree.parse(tmp_path / f"share/metainfo/{contents.APP_ID}.metainfo.xml").find(
        "releases/release"
    )
    assert release is not None
    assert release.get("version") == contents.version()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", release.get("date", ""))


def test_the_manual_page_knows_every_command() -> None:
    page = re.sub(r"\\f.", " ", desktop.filled("scumble.1")).replace("\\", "")
    for command in COMMANDS:
        assert re.search(rf"^\.BI? {command}\b", page, re.MULTILINE), command


def test_the_file_type_is_told_by_the_number_that_the_files_have() -> None:
    text = desktop.filled("scumble-mime.xml")
    assert f"0x{schema.APPLICATION_ID:08X}".lower() in text.lower()


def test_an_icon_is_drawn(tmp_path: Path, qapp: object) -> None:
    from PIL import Image

    icons.draw(48, tmp_path / "icon.png")
    with Image.open(tmp_path / "icon.png") as picture:
        assert picture.size == (48, 48)
        assert picture.getpixel((0, 0)) == (0, 0, 0, 0)
        assert picture.getpixel((24, 40))[3] == 255  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "program"),
    [
        ("scumble %f", "scumble"),
        ('"/home/a b/scumble" %f', "/home/a b/scumble"),
        ('"/100%% \\\\$x \\\\`y\\\\"/scumble"', '/100% $x `y"/scumble'),
    ],
)
def test_exec_lines_are_read_as_the_specification_tells(line: str, program: str) -> None:
    assert quick.unquoted(line) == program


def test_the_table_counts_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    def fails() -> str:
        raise Failed("as it should")

    def skips() -> str:
        raise Skipped("no root")

    table = Table()
    assert table.attempt("good", lambda: "well")
    assert not table.attempt("bad", fails)
    assert not table.attempt("left out", skips)
    assert table.failed == 1
    assert table.text().endswith("1 ok, 1 skipped, 1 FAILED")
    assert "as it should" in capsys.readouterr().out
