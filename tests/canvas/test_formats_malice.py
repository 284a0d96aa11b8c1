"""What hostile files try, tried on every reader that can meet it: all end soon, in a sentence or unharmed."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from canvas.brush_files import read_brushes
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, open_document
from canvas.formats.metadata import settings_of
from canvas.formats.png_chunks import SIGNATURE, chunk, text_chunks, walk
from canvas.formats.png_encode import encode_png
from canvas.formats.svg import read_drawing
from canvas.palettes import read_palette
from tests.canvas.brush_files import AUTO, bundle, gbr, kpp, tip
from tests.canvas.psd_files import Sheet, block, plain, psd

FILES = Path(__file__).parent.parent / "files"
MARKUP = '<img src="x" onerror="a()"> & <b>bold</b>'
SIDE = 300_000


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def zipped(members: dict[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", packing) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name), body, packing)
    return sink.getvalue()


def ora(stack: str, **members: bytes) -> bytes:
    return zipped({"mimetype": "image/openraster", "stack.xml": stack, **members})


def kra(main: str) -> bytes:
    """Krita's example with another list of layers."""
    with zipfile.ZipFile(FILES / "krita_tree.kra") as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {"maindoc.xml": main}, zipfile.ZIP_STORED)


def kra_main() -> str:
    with zipfile.ZipFile(FILES / "krita_tree.kra") as archive:
        return archive.read("maindoc.xml").decode()


# --- recursion


def test_groups_in_groups_of_openraster_without_end(tmp_path):
    deep = f'<image w="8" h="8">{"<stack>" * 300_000}{"</stack>" * 300_000}</image>'
    with pytest.raises(FormatError, match="too many groups"):
        open_document(put(tmp_path, "a.ora", ora(deep)))
    with pytest.raises(FormatError, match="cannot be read"):
        open_document(put(tmp_path, "a.ora", ora(deep[:-9])))


def test_groups_in_groups_of_krita_without_end(tmp_path):
    group, end = '<layer nodetype="grouplayer"><layers>', "</layers></layer>"
    main = kra_main().replace("<layers>", "<layers>" + group * 90_000 + end * 90_000, 1)
    with pytest.raises(FormatError, match="too many groups"):
        open_document(put(tmp_path, "a.kra", kra(main)))


def test_shapes_in_shapes_without_end(tmp_path):
    deep = '<svg xmlns="http://www.w3.org/2000/svg">' + "<g>" * 300_000 + "</g>" * 300_000 + "</svg>"
    with pytest.raises(FormatError, match="nested too deeply"):
        read_drawing(put(tmp_path, "a.svg", deep.encode()))


@pytest.mark.parametrize(
    "key", ["prompt", "workflow", "parameters", "invokeai_metadata", "sd-metadata", "Comment"]
)
@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, '{"1":{"inputs":{"a":["1",0]}}}'])
def test_settings_in_settings_without_end(tmp_path, key, text):
    """What came with a picture may be nonsense; the picture is opened all the same."""
    pieces: list[bytes | memoryview] = [SIGNATURE]
    for kind, _body, whole in walk(encode_png(np.full((4, 4, 3), 9, np.uint8))):
        pieces += [*text_chunks({key: text}), whole] if kind == b"IDAT" else [whole]
    opened = open_document(put(tmp_path, "a.png", b"".join(bytes(piece) for piece in pieces)))
    assert opened.text[key] == text
    settings_of({key: text})


def test_a_node_that_feeds_itself_has_an_end():
    loop = {
        str(k): {"class_type": "KSampler", "inputs": {"model": [str(k), 0], "positive": [str(k), 0]}}
        for k in range(3)
    }
    settings_of({"prompt": json.dumps(loop)})


# --- sizes


def bmp(side: int) -> bytes:
    return (
        b"BM" + struct.pack("<IIIIiiHHIIiiII", 70, 0, 54, 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(16)
    )


def webp(side: int) -> bytes:
    body = struct.pack("<I", 0x10) + (side - 1).to_bytes(3, "little") * 2
    return b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8X" + struct.pack("<I", 10) + body


SIZES = {
    "a.ora": ora(f'<image w="{SIDE}" h="{SIDE}"><stack/></image>'),
    "a.png": SIGNATURE
    + b"".join(map(bytes, chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)))),
    "a.bmp": bmp(SIDE),
    "a.webp": webp(SIDE),
    "a.gif": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b";",
    "a.psb": struct.pack(">4sH6xHIIHH", b"8BPS", 2, 3, SIDE, SIDE, 8, 3) + bytes(40),
    "a.xcf": b"gimp xcf v011\0" + struct.pack(">4I", SIDE, SIDE, 0, 150) + bytes(40),
}


@pytest.mark.parametrize("name", SIZES)
def test_sides_of_300000_pixels(tmp_path, name):
    with pytest.raises(FormatError):
        open_document(put(tmp_path, name, SIZES[name]))


@pytest.mark.parametrize("place", ["-999999999", "-99999999999999999999", "1e300", "-1e308"])
def test_places_far_below_nought(tmp_path, place):
    layer = f'<layer src="a.png" x="{place}" y="0"/>'
    with pytest.raises(FormatError):
        open_document(put(tmp_path, "a.ora", ora(f'<image w="8" h="8"><stack>{layer}</stack></image>')))


def test_a_place_below_nought_is_a_place(tmp_path):
    picture = encode_png(np.full((64, 64, 4), 255, np.uint8))
    stack = '<image w="8" h="8"><stack><layer src="a.png" x="-1000" y="-64"/></stack></image>'
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("stack.xml", stack)
        archive.writestr("a.png", picture)
    (layer,) = open_document(put(tmp_path, "a.ora", sink.getvalue())).document.sheets()
    assert min(layer.tiles) == (-16, -1)


# --- how many


def test_a_million_layers(tmp_path):
    stack = '<image w="8" h="8"><stack>' + "<layer/>" * 1_000_000 + "</stack></image>"
    with pytest.raises(FormatError, match="more than 4096 layers"):
        open_document(put(tmp_path, "a.ora", ora(stack)))
    main = kra_main().replace("<layers>", "<layers>" + "<layer/>" * 1_000_000, 1)
    with pytest.raises(FormatError, match="more than 4096 layers"):
        open_document(put(tmp_path, "a.kra", kra(main)))


def test_a_list_of_layers_that_unpacks_without_end(tmp_path):
    with pytest.raises(FormatError, match="too large"):
        open_document(put(tmp_path, "a.ora", ora(" " * (40 << 20))))
    with pytest.raises(FormatError, match="too large"):
        open_document(put(tmp_path, "a.kra", kra(" " * (40 << 20))))


def test_members_without_end(tmp_path):
    many = zipped({f"{k}": b"" for k in range(DEFAULT_LIMITS.members + 2)}, zipfile.ZIP_STORED)
    with pytest.raises(FormatError, match="more than any painting"):
        open_document(put(tmp_path, "a.ora", many))


def test_a_list_of_members_without_end_is_not_even_read(tmp_path):
    """It is the length of the list that counts, whatever number of members is told."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    body = entry * 500_000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, len(body), 4, 0)
    with pytest.raises(FormatError, match="more than any painting"):
        open_document(put(tmp_path, "a.ora", b"PK\3\4" + body + end))
    wide = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 9, 9, len(body), 4)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, 4 + len(body), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    with pytest.raises(FormatError, match="more than any painting"):
        open_document(put(tmp_path, "a.ora", b"PK\3\4" + body + wide + locator + end))


# --- names


def test_markup_in_names_stays_text(tmp_path):
    """Names come as they are; whoever shows them shows them as plain text."""
    quoted = MARKUP.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    picture = encode_png(np.full((8, 8, 4), 99, np.uint8))
    stack = f'<image w="8" h="8"><stack><layer name="{quoted}" src="a"/></stack></image>'
    assert named(put(tmp_path, "a.ora", ora(stack, a=picture))) == MARKUP
    main = kra_main().replace('name="ground"', f'name="{quoted}"')
    assert named(put(tmp_path, "a.kra", kra(main))) == MARKUP
    assert named(put(tmp_path, "a.psd", psd(9, 9, [Sheet(MARKUP, plain((9, 9, 9), 4, 4))]))) == MARKUP
    sink = io.BytesIO()
    pages = [Image.new("RGB", (4, 4)) for _ in range(2)]
    pages[0].save(sink, "TIFF", save_all=True, append_images=pages[1:], tiffinfo={285: MARKUP})
    assert named(put(tmp_path, "a.tif", sink.getvalue())) == MARKUP
    palette = read_palette(
        put(tmp_path, "a.gpl", f"GIMP Palette\nName: {MARKUP}\n#\n1 2 3 {MARKUP}\n".encode())
    )
    assert (palette.name, palette.swatches[0].name) == (MARKUP, MARKUP)
    (entry,) = read_brushes(put(tmp_path, "a.gbr", gbr(tip(), MARKUP))).entries
    assert entry.title == MARKUP


def named(path: Path) -> str:
    return open_document(path).document.layers[0].name


def test_names_that_lead_out_of_an_archive_write_nothing(tmp_path):
    """Nothing is unpacked to the disk, wherever a name leads."""
    inner = tmp_path / "in" / "side"
    inner.mkdir(parents=True)
    picture = encode_png(np.full((8, 8, 4), 99, np.uint8))
    odd = ("../../a.png", "/a.png", "C:\\a.png", "..\\..\\a.png", str(tmp_path / "a.png"))
    for number, name in enumerate(odd):
        stack = f'<image w="8" h="8"><stack><layer src="{name}"/></stack></image>'
        opened = open_document(put(inner, f"{number}.ora", zipped({"stack.xml": stack, name: picture})))
        assert len(opened.document.layers) == 1  # a name is a key, no more
        presets: dict[str, bytes] = {"paintoppresets/../../../a.kpp": kpp({"brush_definition": AUTO})}
        put(inner, f"{number}.bundle", bundle({**presets, name: gbr(tip())}))
        with contextlib.suppress(FormatError):
            read_brushes(inner / f"{number}.bundle")
    assert {path.name for path in tmp_path.iterdir()} == {"in"}
    assert {path.name for path in (tmp_path / "in").iterdir()} == {"side"}
    assert all(path.suffix in (".ora", ".bundle") for path in inner.iterdir())


def test_a_bundle_that_unpacks_without_end(tmp_path):
    data = zipped({"META-INF/manifest.xml": "", "paintoppresets/a.kpp": bytes(300 << 20)})
    path = put(tmp_path, "a.bundle", data)
    try:
        imported = read_brushes(path)
    except FormatError:
        return
    assert not imported.entries


# --- numbers


def test_opacities_of_photoshop_are_whole_numbers(tmp_path):
    """They cannot be nonsense there; a fill opacity is joined with them."""
    sheet = Sheet("a", plain((9, 9, 9), 4, 4), opacity=255, blocks=block(b"iOpa", b"\x80\0\0\0"))
    opened = open_document(put(tmp_path, "a.psd", psd(9, 9, [sheet])))
    assert 0 <= opened.document.layers[0].opacity <= 1
