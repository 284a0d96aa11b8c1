"""What tests of other programs' files share: comparing with pictures that these made, and damage."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
from hypothesis import strategies as st

from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, open_document

FILES = Path(__file__).parent.parent / "files"

changes = st.lists(
    st.tuples(
        st.sampled_from(["flip", "set", "cut", "drop", "repeat", "huge"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, steps: list[tuple[str, float, int]]) -> bytes:
    """The bytes after a few accidents; places near the start, where lengths stand, are met often."""
    result = bytearray(data)
    for kind, where, value in steps:
        place = int(where**3 * len(result))
        if not result:
            break
        if kind == "flip":
            result[place] ^= 1 << (value % 8)
        elif kind == "set":
            result[place] = value
        elif kind == "cut":
            del result[max(1, int(where * len(result))) :]
        elif kind == "drop":
            del result[place : place + value % 16]
        elif kind == "huge":
            result[place : place + 4] = b"\xff" * 4
        else:
            result[place:place] = result[place : place + value]
    return bytes(result)


def opens_or_refuses(path: Path) -> None:
    try:
        opened = open_document(path, DEFAULT_LIMITS)
    except FormatError as error:
        sentence = str(error)
        assert sentence[0].isupper() or sentence[0] == "“", sentence
        assert sentence.endswith("."), sentence
    else:
        assert opened.document.width >= 1
        assert all(0 <= node.opacity <= 1 for node in opened.document.nodes())


def difference(document: Document, picture: Path) -> float:
    """The largest difference between premultiplied channels of 0 … 255 of what is shown and of a PNG file."""
    expected = imagecodecs.png_decode(picture.read_bytes())
    if expected.dtype == np.uint16:
        expected = expected / 257
    if expected.ndim == 2:
        expected = expected[:, :, None]
    if expected.shape[2] < 3:
        expected = expected[:, :, [0, 0, 0, 1] if expected.shape[2] == 2 else [0, 0, 0]]
    if expected.shape[2] == 3:
        expected = np.concatenate([expected, np.full((*expected.shape[:2], 1), 255)], axis=2)
    shown = flatten8(document)
    assert shown.shape == expected.shape
    return float(np.abs(_premultiplied(shown) - _premultiplied(expected)).max())


def _premultiplied(pixels: np.ndarray) -> np.ndarray:
    result = pixels.astype(np.float64)
    result[:, :, :3] *= result[:, :, 3:] / 255
    return result
