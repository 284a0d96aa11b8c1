"""`python -m installer.build`: the program and its packages for this system, into build/dist."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from installer import contents, program

DIST = contents.ROOT / "build" / "dist"


def main() -> int:
    parser = argparse.ArgumentParser(prog="installer.build", description=__doc__)
    parser.add_argument("--keep-program", action="store_true", help="pack the program that was built last")
    parser.add_argument(
        "--fast", action="store_true", help="pack quickly, and larger, for trying out (Linux)"
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help="also what a computer without a network needs for AI models (Linux)",
    )
    options = parser.parse_args()
    started = time.monotonic()
    if not options.keep_program:
        program.build()
    DIST.mkdir(parents=True, exist_ok=True)
    made = packages(DIST, fast=options.fast)
    report = json.loads((program.BUILD / "parts.json").read_text(encoding="utf-8"))
    report["packages"] = {path.name: path.stat().st_size for path in made}
    if not options.keep_program:
        report["build_seconds"] = round(time.monotonic() - started, 1)
    if options.offline:
        from installer import offline

        try:
            beside = offline.make(DIST)
        except offline.CannotFetch as error:
            beside = []
            print(f"what a computer without a network needs was not made: {error}", file=sys.stderr)
        report["offline"] = {path.name: path.stat().st_size for path in beside}
        made += beside
    (DIST / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for path in made:
        print(f"{path.relative_to(contents.ROOT)}  {path.stat().st_size / 1e6:.1f} MB")
    return 1 if options.offline and not report["offline"] else 0


def packages(folder: Path, *, fast: bool = False) -> list[Path]:
    """What an artist downloads for this system."""
    if sys.platform == "win32":
        from installer import windows_setup

        return [windows_setup.make(folder)]
    if sys.platform == "darwin":
        from installer import macos_image

        return [macos_image.make(folder)]
    from installer import archive, deb

    return [deb.make(folder, fast=fast), archive.make(folder, fast=fast)]


if __name__ == "__main__":
    sys.exit(main())
