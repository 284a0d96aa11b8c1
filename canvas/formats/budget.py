"""What a file may still ask for while it is being read: pixels to decode, memory to keep, time."""

from __future__ import annotations

from canvas.formats.limits import Limits
from canvas.formats.watch import TooMuchError
from canvas.geometry import TILE
from canvas.tile import CHANNELS

TILE_BYTES = CHANNELS * TILE * TILE * 2  # of a tile of paint
MASK_BYTES = TILE * TILE * 2  # of a tile of a mask


class Budget:
    """Counts down from the limits, and looks at the clock while it does."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pixels = limits.total_pixels
        self._bytes = limits.total_bytes

    def take_pixels(self, count: int, packed: int = 0) -> None:
        """A picture is next. packed: bytes of the file that hold it, 0 where none do.

        Raises TooMuchError where the file's pictures are too many together, or time is up.
        """
        self._pixels -= count
        self._limits.next_picture(packed, count)
        if self._pixels < 0:
            raise TooMuchError("The file's layers are too large to open all together.")

    def take_bytes(self, count: int) -> None:
        """Raises TooMuchError where the file's pictures do not fit into memory, or time is up."""
        self._limits.check_time()
        self._bytes -= count
        if self._bytes < 0:
            raise TooMuchError("The file's layers do not fit into this machine's memory.")

    def check_time(self) -> None:
        """Raises TooMuchError when time is up."""
        self._limits.check_time()

    def take_tiles(self, count: int) -> None:
        """As `take_bytes`, for tiles of paint."""
        self.take_bytes(count * TILE_BYTES)

    def take_masks(self, count: int) -> None:
        """As `take_bytes`, for tiles of masks."""
        self.take_bytes(count * MASK_BYTES)
