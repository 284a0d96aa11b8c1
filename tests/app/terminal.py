"""A terminal that keeps what is drawn on it."""

from __future__ import annotations

import io


class Terminal(io.StringIO):
    """Keeps what was written; says that it is a terminal that shows UTF-8, 80 columns wide."""

    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True

    @property
    def screen(self) -> str:
        """What stands on the line."""
        line = ""
        for part in self.getvalue().split("\r"):
            line = part + line[len(part) :]
        return line.rstrip()
