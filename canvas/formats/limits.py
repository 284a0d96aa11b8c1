"""How large a file may be before it is refused: checked before anything is decoded."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from canvas.document import MAX_SIDE
from canvas.errors import FormatError

GIB = 1 << 30
MIB = 1 << 20
_UNKNOWN_MEMORY = 16 * GIB  # assumed where the system does not say


def tile_memory() -> int:
    """Bytes of paint that one opened file may fill: the machine's memory, as far as that can be told."""
    if hasattr(os, "sysconf") and {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= os.sysconf_names.keys():
        return max(GIB, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return _UNKNOWN_MEMORY


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
