"""How large a file may be before it is refused: checked before anything is decoded."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

from canvas.document import MAX_SIDE
from canvas.errors import FormatError
from canvas.formats.watch import Watch

DEFAULT_DPI = 72.0  # of files that do not say
MAX_DPI = 30_000.0
GIB = 1 << 30
MIB = 1 << 20
_UNKNOWN_MEMORY = 16 * GIB  # assumed where the system does not say


def tile_memory() -> int:
    """Bytes of paint that one opened file may fill: the machine's memory, as far as that can be told."""
    if hasattr(os, "sysconf") and {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= os.sysconf_names.keys():
        return max(GIB, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return _UNKNOWN_MEMORY


def sound_dpi(told: float | None) -> float:
    """Pixels per inch that a file tells, where they make sense."""
    return told if told is not None and 1 <= told <= MAX_DPI else DEFAULT_DPI  # NaN does not


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
    seconds: float = 8.0  # for all that is no paint: a step that was begun may take two more
    bytes_per_second: int = 2 * MIB  # of a picture that is no thinner than …
    pixels_per_byte: int = 32  # … this: so long it may take (paint takes room, bombs do not)
    watch: Watch | None = field(default=None, compare=False)  # set by `started`

    def started(self, file_bytes: int) -> Limits:
        """The same limits, with the time running from now on for a file of so many bytes."""
        return replace(
            self, watch=Watch(self.seconds, file_bytes, self.bytes_per_second, self.pixels_per_byte)
        )

    def check_time(self) -> None:
        """Called between steps that each take a second at most. Raises TooMuchError when time is up."""
        if self.watch is not None:
            self.watch.check()

    def next_picture(self, packed: int, pixels: int) -> None:
        """Called before a picture is decoded, with its bytes in the file. Raises TooMuchError."""
        if self.watch is not None:
            self.watch.picture(packed, pixels)

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
