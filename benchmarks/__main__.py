"""Runs the benchmarks, prints a table and writes build/bench.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

OUT = Path("build/bench.json")
GROUPS = ("canvas", "files", "inference", "gpu", "library", "app", "screen", "package")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", choices=GROUPS, action="append", help="one group (may be given again)")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    results: dict[str, dict[str, object]] = {}
    for group in arguments.only or GROUPS:
        for measure in measures(group):
            for key, figure in measure().items():
                results[key] = figure.record()
                print(figure.line(key), flush=True)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    old = json.loads(arguments.out.read_text()) if arguments.out.exists() and arguments.only else {}
    arguments.out.write_text(json.dumps({**old, **results, "machine": machine()}, indent=2) + "\n")
    print(f"written to {arguments.out}")
    return 0


def measures(group: str):
    """The functions of one group, imported only when they are run."""
    if group == "canvas":
        from benchmarks import canvas_measures as module
    elif group == "files":
        from benchmarks import files_bench as module
    elif group == "inference":
        from benchmarks import inference_bench as module
    elif group == "gpu":
        from benchmarks import gpu_bench as module
    elif group == "library":
        from benchmarks import library_bench as module
    elif group == "screen":
        from benchmarks import screen_bench as module
    elif group == "package":
        from benchmarks import package_bench as module
    else:
        from benchmarks import app_bench as module
    return module.MEASURES


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    processor = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next(
            (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), processor
        )
    return {
        "system": platform.platform(),
        "processor": processor,
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
    }


if __name__ == "__main__":
    sys.exit(main())
