"""Tries the packages out and prints a table: `python -m installer.prove`, as root; `--quick` needs neither.

The quick part checks metadata, scripts and lists, and the packages that were built last, if there are any.
The full one makes a fresh system with debootstrap and works through an artist's first session in it, with the
.deb and with the archive.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from installer import contents
from installer.proof import quick
from installer.proof.systems import SYSTEMS, System
from installer.proof.table import Skipped, Table

DIST = contents.ROOT / "build" / "dist"
WORK = contents.ROOT / "build" / "proof"


def main() -> int:
    parser = argparse.ArgumentParser(prog="installer.prove", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only what needs no fresh system")
    parser.add_argument("--only", choices=("deb", "archive"), help="one of the trials, and no more")
    parser.add_argument("--dist", type=Path, default=DIST, help="where the packages lie")
    parser.add_argument("--work", type=Path, default=WORK, help="where the systems are made")
    parser.add_argument(
        "--system",
        choices=SYSTEMS,
        action="append",
        help="what the packages are tried out in (debian-12; may be repeated)",
    )
    options = parser.parse_args()
    table = Table()
    if options.only is None:
        quick.check(table, options.dist)
    if not options.quick:
        from installer.proof import trials  # needs NumPy

        options.work.mkdir(parents=True, exist_ok=True)
        kinds = (
            ("deb", "scumble_*.deb", trials.try_deb),
            ("archive", "scumble-*-linux-*.tar.xz", trials.try_archive),
        )
        for system in options.system or ["debian-12"]:
            for name, pattern, deed in kinds:
                if options.only in (None, name):
                    _try(table, name, options.dist, pattern, deed, options.work, SYSTEMS[system])
    text = table.text()
    print(f"\n{text}")
    if not options.quick:
        name = f"table-{options.only}.txt" if options.only else "table.txt"
        (options.work / name).write_text(f"{text}\n", encoding="utf-8")
    return 1 if table.failed else 0


def _try(
    table: Table,
    name: str,
    dist: Path,
    pattern: str,
    deed: Callable[[Table, Path, Path, System], None],
    work: Path,
    system: System,
) -> None:
    packages = sorted(dist.glob(pattern))

    def whole() -> str:
        if not packages:
            raise Skipped("not built: make installer")
        deed(table, packages[-1], work, system)
        return packages[-1].name

    table.attempt(f"{name}: the whole trial on {system.name}", whole)


if __name__ == "__main__":
    sys.exit(main())
