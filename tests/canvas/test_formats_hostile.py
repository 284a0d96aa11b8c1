"""Files changed at random: each either opens or is refused in a sentence, and nothing else ever happens."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, open_document
from canvas.formats.opened import DEFAULT_OPTIONS
from canvas.formats.openraster_write import write_openraster
from canvas.formats.picture_write import write_avif, write_jpeg, write_webp
from canvas.formats.pixels import tiles_of
from canvas.formats.png import write_flat_png
from canvas.formats.png_chunks import SIGNATURE, chunk, walk
from canvas.formats.tiff_write import write_tiff
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Recipe
from canvas.selection import Selection
from tests.canvas.paintings import mask_of

FILES = Path(__file__).parent.parent / "files"


def small_document() -> Document:
    rng = np.random.default_rng(5)
    deep = rng.integers(0, 65536, (9, 14, 4), np.uint16)
    recipe = Recipe({"seed": 5}, {"mask": rng.integers(0, 256, (6, 5), np.uint8)})
    layers = (
        Layer("a", tiles=tiles_of(rng.integers(0, 256, (12, 10, 4), np.uint8)), recipe=recipe),
        Layer("b", tiles=tiles_of(deep, (3, 3)), opacity=0.5),
    )
    spot = mask_of(5, Rect(2, 3, 9, 8), 0)
    inner = Layer("c", tiles=layers[0].tiles, mask=spot, clip=True)
    group = Group("g", layers=(layers[1], inner), mask=spot, pass_through=True)
    return Document(20, 16, (layers[0], group), selection=Selection.of_tiles(spot.tiles))


def samples() -> dict[str, bytes]:
    document = small_document()
    sinks = {name: io.BytesIO() for name in ("ora", "png", "jpg", "webp", "avif", "tif")}
    write_openraster(document, sinks["ora"])
    write_flat_png(document, sinks["png"], DEFAULT_OPTIONS)
    write_jpeg(document, sinks["jpg"], DEFAULT_OPTIONS)
    write_webp(document, sinks["webp"], DEFAULT_OPTIONS)
    write_avif(document, sinks["avif"], DEFAULT_OPTIONS)
    write_tiff(document, sinks["tif"], DEFAULT_OPTIONS)
    return {name: sink.getvalue() for name, sink in sinks.items()} | animations()


def animations() -> dict[str, bytes]:
    """Pictures of several frames or pages, as other programs write them."""
    frames = [Image.new("RGBA", (9, 7), (step, 90, 30, 255 - step)) for step in range(0, 240, 80)]
    found = {}
    for name, kind in (("gif", "GIF"), ("apng", "PNG"), ("anim.webp", "WEBP"), ("pages.tif", "TIFF")):
        sink = io.BytesIO()
        frames[0].save(sink, kind, save_all=True, append_images=frames[1:])
        found[name] = sink.getvalue()
    return found


def png_with_all() -> bytes:
    """A PNG as another program writes it, with every chunk that is read here."""
    info = PngImagePlugin.PngInfo()
    info.add_text("plain", "text")
    info.add_text("packed", "text" * 20, zip=True)
    info.add_itxt("international", "猫" * 20, zip=True)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sink = io.BytesIO()
    pixels = np.random.default_rng(5).integers(0, 256, (9, 14, 4), np.uint8)
    Image.fromarray(pixels).save(sink, "PNG", pnginfo=info, dpi=(150, 150), icc_profile=profile)
    return sink.getvalue()


SAMPLES = samples()
PNG_WITH_ALL = png_with_all()

changes = st.lists(
    st.tuples(
        st.sampled_from(["flip", "set", "cut", "drop", "repeat"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, steps: list[tuple[str, float, int]]) -> bytes:
    result = bytearray(data)
    for kind, where, value in steps:
        place = int(where * len(result))
        if not result:
            break
        if kind == "flip":
            result[place] ^= 1 << (value % 8)
        elif kind == "set":
            result[place] = value
        elif kind == "cut":
            del result[max(1, place) :]
        elif kind == "drop":
            del result[place : place + value]
        else:
            result[place:place] = result[place : place + value]
    return bytes(result)


def opens_or_refuses(path: Path) -> None:
    try:
        document = open_document(path, DEFAULT_LIMITS).document
    except FormatError as error:
        sentence = str(error)
        assert sentence[0].isupper() or sentence[0] == "“", sentence
        assert sentence.endswith("."), sentence
    else:
        assert document.width >= 1


@pytest.mark.filterwarnings("ignore:.*:UserWarning")  # Pillow's remarks on damaged files
@pytest.mark.parametrize(
    "kind", ["ora", "png", "jpg", "webp", "avif", "tif", "gif", "apng", "anim.webp", "pages.tif"]
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_a_changed_file_opens_or_is_refused_in_a_sentence(tmp_path, kind, steps):
    path = tmp_path / f"changed.{kind}"
    path.write_bytes(changed(SAMPLES[kind], steps))
    opens_or_refuses(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=changes,
    name=st.sampled_from(["stack.xml", "stack.xml", "scumble/recipes/0.json", "data/layer000.png"]),
)
def test_an_archive_with_a_changed_member_opens_or_is_refused(tmp_path, steps, name):
    """The archive itself is whole, so the change reaches the readers of its members."""
    path = tmp_path / "changed.ora"
    with zipfile.ZipFile(io.BytesIO(SAMPLES["ora"])) as old, zipfile.ZipFile(path, "w") as new:
        for member in old.namelist():
            body = old.read(member)
            new.writestr(member, changed(body, steps) if member == name else body)
    opens_or_refuses(path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes, kind=st.sampled_from([b"IHDR", b"IDAT", b"pHYs", b"tEXt", b"iTXt", b"zTXt", b"iCCP"]))
def test_a_png_with_a_changed_chunk_and_a_right_sum_opens_or_is_refused(tmp_path, steps, kind):
    pieces: list[bytes | memoryview] = [SIGNATURE]
    for name, body, _whole in walk(PNG_WITH_ALL):
        pieces += chunk(name, changed(bytes(body), steps) if name == kind else body)
    path = tmp_path / "changed.png"
    path.write_bytes(b"".join(pieces))
    opens_or_refuses(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_a_changed_mypaint_file_opens_or_is_refused(tmp_path, steps):
    path = tmp_path / "changed.ora"
    path.write_bytes(changed((FILES / "mypaint.ora").read_bytes(), steps))
    opens_or_refuses(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=200), head=st.sampled_from([b"PK\3\4", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM"])
)
@pytest.mark.filterwarnings("ignore:.*:UserWarning")
def test_noise_behind_a_known_beginning_is_refused(tmp_path, data, head):
    path = tmp_path / "noise"
    path.write_bytes(head + data)
    opens_or_refuses(path)


@pytest.mark.skipif(sys.platform != "linux", reason="limits a process's memory")
def test_too_little_memory_is_a_sentence_too(tmp_path):
    path = tmp_path / "big.png"
    script = textwrap.dedent(
        """
        import resource, sys
        import numpy as np
        from canvas.errors import FormatError
        from canvas.formats import open_document
        from canvas.formats.png_encode import encode_png
        path = sys.argv[1]
        open(path, "wb").write(encode_png(np.zeros((6000, 6000, 4), np.uint8)))
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 60_000_000, resource.RLIM_INFINITY))
        try:
            open_document(path)
        except FormatError as error:
            print(error)
        """
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "not enough memory" in done.stdout
