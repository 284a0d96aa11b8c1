"""`python -m tests.fuzz [READER …] [--minutes N]`: damaged files for every reader, findings in build/fuzz."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.readers import READERS
from tests.fuzz.supervise import ROOT, fuzz


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "readers", nargs="*", metavar="READER", help=f"of {', '.join(READERS)} (default: all)"
    )
    parser.add_argument("--minutes", type=float, default=10, help="in all (default: 10)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="default: the time")
    parser.add_argument("--kept", type=Path, default=ROOT / "build" / "fuzz", help="folder for findings")
    parser.add_argument("--coverage", action="store_true", help="guided by coverage: needs atheris")
    options = parser.parse_args()
    if unknown := set(options.readers) - READERS.keys():
        parser.error(f"no such reader: {', '.join(sorted(unknown))}")
    names = options.readers or list(READERS)
    seconds = 60 * options.minutes / len(names)
    found = 0
    for name in names:
        if options.coverage:
            from tests.fuzz.guided import fuzz_guided

            outcome = fuzz_guided(name, seconds, options.seed, options.kept)
        else:
            outcome = fuzz(name, seconds, options.seed, options.kept)
        print(f"{name}: {outcome.cases} files, {len(outcome.findings)} findings", flush=True)
        for finding in outcome.findings:
            print(f"  {finding.path}\n    {finding.what.strip()}", flush=True)
        found += len(outcome.findings)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
