"""Tries the packages out and prints a table: `python -m installer.prove`, as root; `--quick` needs neither.

The quick part checks metadata, scripts and lists, and the packages that were built last, if there are any.
The full one makes a fresh Debian with debootstrap and works through an artist's first session in it, with the
.deb and with the archive.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from installer import contents
from installer.proof import quick
from installer.proof.table import Skipped, Table

DIST = contents.ROOT / "build" / "dist"
WORK = contents.ROOT / "build" / "proof"


def main() -> int:
    parser = argparse.ArgumentParser(prog="installer.prove", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only what needs no fresh Debian")
    parser.add_argument("--only", choices=("deb", "archive"), help="one of the trials, and no more")
    parser.add_argument("--dist", type=Path, default=DIST, help="where the packages lie")
    parser.add_argument("--work", type=Path, default=WORK, help="where the Debians are made")
    options = parser.parse_args()
    table = Table()
    if options.only is None:
        quick.check(table, options.dist)
    if not options.quick:
        from installer.proof import trials  # needs NumPy

        options.work.mkdir(parents=True, exist_ok=True)
        for name, pattern, deed in (
            ("deb", "scumble_*.deb", trials.try_deb),
            ("archive", "scumble-*-linux-*.tar.xz", trials.try_archive),
        ):
            if options.only in (None, name):
                _try(table, name, options.dist, pattern, deed, options.work)
    text = table.text()
    print(f"\n{text}")
    if not options.quick:
        name = f"table-{options.only}.txt" if options.only else "table.txt"
        (options.work / name).write_text(f"{text}\n", encoding="utf-8")
    return 1 if table.failed else 0


def _try(
    table: Table, name: str, dist: Path, pattern: str, deed: Callable[[Table, Path, Path], None], work: Path
) -> None:
    packages = sorted(dist.glob(pattern))

    def whole() -> str:
        if not packages:
            raise Skipped("not built: make installer")
        deed(table, packages[-1], work)
        return packages[-1].name

    table.attempt(f"{name}: the whole trial", whole)


if __name__ == "__main__":
    sys.exit(main())
