"""Damage for files: of bytes anywhere, of numbers, and inside archives and chunks that stay whole."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib

from canvas.formats.png_chunks import SIGNATURE, chunk

_NUMBERS = (
    0,
    1,
    2,
    63,
    64,
    65,
    255,
    256,
    4096,
    32767,
    32768,
    65535,
    300_000,
    1 << 24,
    1 << 30,
    (1 << 31) - 1,
)
_NEGATIVE = (-1, -2, -64, -300_000, -(1 << 31))
_WORDS = (
    b"nan", b"inf", b"-inf", b"1e999", b"-1", b"0", b"", b"300000", b"9" * 400, b"../../../etc/passwd",
    b"&lt;b&gt;&lt;img src=x&gt;", b"C:\\\\x", b"\xff\xfe", b"true", b"0x10", b"1_000", b"\xd9\xa3",
)  # fmt: skip
_VALUE = re.compile(rb'"[^"]*"|-?\d+(?:\.\d+)?')


def mutated(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A damaged copy; `other`: a file from which pieces may come."""
    if data.startswith(b"PK") and rng.random() < 0.75:
        return _archive(data, other, rng)
    if data.startswith(SIGNATURE) and rng.random() < 0.6:
        return _chunks(data, other, rng)
    return _damaged(data, other, rng)


def _damaged(data: bytes, other: bytes, rng: random.Random) -> bytes:
    result = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6, 12))):
        if not result:
            break
        rng.choice((_bit, _byte, _number, _number, _number, _cut, _drop, _repeat, _splice, _word))(
            result, other, rng
        )
    return bytes(result)


def _place(result: bytearray, rng: random.Random) -> int:
    """Anywhere, but often near the start, where sizes stand."""
    return int(rng.random() ** rng.choice((1, 1, 3, 6)) * len(result))


def _bit(result: bytearray, _other: bytes, rng: random.Random) -> None:
    result[_place(result, rng)] ^= 1 << rng.randrange(8)


def _byte(result: bytearray, _other: bytes, rng: random.Random) -> None:
    result[_place(result, rng)] = rng.choice((0, 1, 127, 128, 255, rng.randrange(256)))


def _number(result: bytearray, _other: bytes, rng: random.Random) -> None:
    place = _place(result, rng)
    code = rng.choice((">h", "<h", ">i", "<i", ">q", "<q"))
    bits = 8 * struct.calcsize(code)
    number = rng.choice((*_NUMBERS, *_NEGATIVE, len(result), place)) & ((1 << bits) - 1)
    if rng.random() < 0.1:
        code, packed = (
            ">f",
            struct.pack(rng.choice("<>") + "f", rng.choice((float("nan"), float("inf"), -1e30))),
        )
    else:
        packed = struct.pack(code.upper(), number)
    result[place : place + len(packed)] = packed


def _cut(result: bytearray, _other: bytes, rng: random.Random) -> None:
    if rng.random() < 0.4:
        del result[max(1, rng.randrange(len(result))) :]


def _drop(result: bytearray, _other: bytes, rng: random.Random) -> None:
    place = _place(result, rng)
    del result[place : place + rng.choice((1, 2, 4, 8, rng.randrange(1, 300)))]


def _repeat(result: bytearray, _other: bytes, rng: random.Random) -> None:
    place = _place(result, rng)
    result[place:place] = result[place : place + rng.choice((1, 4, 12, 100, 1000))] * rng.choice(
        (1, 1, 2, 50)
    )


def _splice(result: bytearray, other: bytes, rng: random.Random) -> None:
    place, start = _place(result, rng), rng.randrange(max(1, len(other)))
    piece = other[start : start + rng.choice((4, 16, 64, 1000))]
    result[place : place + rng.choice((0, len(piece)))] = piece


def _word(result: bytearray, _other: bytes, rng: random.Random) -> None:
    """A number or a quoted value of a text, made nonsense."""
    found = list(_VALUE.finditer(bytes(result[: 1 << 16])))
    if found:
        one = rng.choice(found)
        quoted = one.group().startswith(b'"')
        result[one.start() + quoted : one.end() - quoted] = rng.choice(_WORDS)


def _archive(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """The archive with a damaged, missing, doubled or misnamed member."""
    members = _members(data)
    if not members:
        return _damaged(data, other, rng)
    texts = [k for k, (name, _body) in enumerate(members) if name.endswith((".xml", ".json"))]
    which = rng.choice(texts) if texts and rng.random() < 0.5 else rng.randrange(len(members))
    name, body = members[which]
    deed = rng.random()
    if deed < 0.8:
        members[which] = (name, mutated(body, rng.choice(members)[1], rng))
    elif deed < 0.86:
        del members[which]
    elif deed < 0.92:
        members[which] = (rng.choice(("../" + name, "/" + name, name * 30, name + "\0", "", ".")), body)
    else:
        members[which] = (name, rng.choice(members)[1])
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for each, content in members:
            archive.writestr(zipfile.ZipInfo(each or "x"), content)
    return sink.getvalue()


def _members(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(one.filename, archive.read(one)) for one in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return []


def _chunks(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """The PNG with a damaged, missing or moved chunk, its sum right."""
    chunks: list[tuple[bytes, bytes]] = []
    place = 8
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        chunks.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    if not chunks:
        return _damaged(data, other, rng)
    which = rng.randrange(len(chunks))
    kind, body = chunks[which]
    if kind == b"IDAT" and rng.random() < 0.5:
        which = 0
        kind, body = chunks[which]
    deed = rng.random()
    if deed < 0.75:
        chunks[which] = (kind, _damaged(body, other, rng))
    elif deed < 0.85:
        chunks.insert(rng.randrange(len(chunks)), chunks.pop(which))
    elif deed < 0.92:
        chunks.insert(which, (kind, body))
    else:
        del chunks[which]
    return SIGNATURE + b"".join(bytes(part) for kind, body in chunks for part in chunk(kind, body))
