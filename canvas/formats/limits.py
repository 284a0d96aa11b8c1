"""How large a file may be before it is refused: checked before anything is decoded."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass, field, replace

from canvas.document import MAX_SIDE
from canvas.errors import CanvasError, FormatError

DEFAULT_DPI = 72.0  # of files that do not say
MAX_DPI = 30_000.0
GIB = 1 << 30
MIB = 1 << 20
_UNKNOWN_MEMORY = 16 * GIB  # assumed where the system does not say


class TooMuchError(CanvasError):
    """The file as a whole asks for more than is allowed, so that leaving out one layer does not help.

    Not a FormatError, so that no reader takes it for damage of a part; the door to files makes it one.
    """


def tile_memory() -> int:
    """Bytes of paint that one opened file may fill: the machine's memory, as far as that can be told."""
    if hasattr(os, "sysconf") and {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= os.sysconf_names.keys():
        return max(GIB, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return _UNKNOWN_MEMORY


def sound_dpi(told: float | None) -> float:
    """Pixels per inch that a file tells, where they make sense."""
    return told if told is not None and 1 <= told <= MAX_DPI else DEFAULT_DPI  # NaN does not


def _clocks() -> tuple[float, float]:
    """Seconds that have passed, and seconds that processors have worked for this process."""
    return time.monotonic(), time.process_time()


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds on what a file may ask of us. The defaults hold any painting that this program can make."""

    side: int = MAX_SIDE  # pixels
    pixels: int = 1 << 28  # of one image: 16384 × 16384
    total_pixels: int = 1 << 32  # of all images in a file, transparent ones too: bounds the time
    total_bytes: int = field(default_factory=tile_memory)  # of painted tiles: bounds the memory
    layers: int = 4096
    depth: int = 64  # of groups in groups
    members: int = 20_000  # of an archive
    member_bytes: int = 3 * GIB  # of one member, unpacked
    archive_bytes: int = 64 * GIB  # of all members, unpacked
    xml_bytes: int = 8 * MIB
    json_bytes: int = 16 * MIB
    text_bytes: int = 16 * MIB  # of all text in a PNG, unpacked
    profile_bytes: int = 8 * MIB  # of a colour profile, unpacked
    file_bytes: int = 4 * GIB  # of a picture that is read whole
    seconds: float = 10.0  # that opening any file may take …
    bytes_per_second: int = 2 * MIB  # … and one more for as many bytes of it, as long as it is filled …
    pixels_per_byte: int = 16  # … no more thinly than this: paint takes room, bombs do not
    file_bytes_told: int = 0  # set by `started`
    until: tuple[float, float] = (math.inf, math.inf)  # set by `started`, on the clocks of `_clocks`

    def started(self, file_bytes: int) -> Limits:
        """The same limits, with the time running from now on for a file of so many bytes."""
        on_the_wall, of_work = _clocks()
        until = (on_the_wall + self.seconds, of_work + self.seconds)
        return replace(self, until=until, file_bytes_told=file_bytes)

    def check_time(self, pixels: float = math.inf) -> None:
        """Called between steps that each take a second at most. Raises TooMuchError when time is up.

        pixels: how many the file has asked for so far, where that is known. While they are no more than
        `pixels_per_byte` for each of its bytes, its own size has paid for them, and the time is longer by
        `bytes_per_second`: a painting of 400 MB has 210 s. A small file that asks for much has `seconds`.
        Both clocks must say so: a machine that is busy with other things, or with several threads of ours,
        does not make a file hostile.
        """
        paid = pixels <= self.file_bytes_told * self.pixels_per_byte
        more = self.file_bytes_told / self.bytes_per_second if paid else 0.0
        if all(now > end + more for now, end in zip(_clocks(), self.until, strict=True)):
            raise TooMuchError(
                "It asks for far more work than a file of its size should, so it was given up. If you trust "
                "it, save it with fewer or smaller layers in the program that wrote it."
            )

    def check_size(self, width: int, height: int) -> None:
        """Refuse an image that is empty or too large. Raises FormatError."""
        if width < 1 or height < 1:
            raise FormatError("The picture is damaged: it has no size.")
        if width > self.side or height > self.side or width * height > self.pixels:
            raise FormatError(
                "The picture is {width} × {height} pixels, which is too large to open. Make it "
                "smaller in the program that wrote it.",
                width=width,
                height=height,
            )


DEFAULT_LIMITS = Limits()
