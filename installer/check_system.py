"""Tells at set-up which system libraries Qt lacks on this machine, and the command that installs them."""

from __future__ import annotations

import sys

from app.system_libraries import advice, missing


def main() -> int:
    absent = missing()
    if absent:
        print(f"Qt needs system libraries that are not installed: {', '.join(absent)}", file=sys.stderr)
        print(f"Install them with:\n  {advice(absent)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
