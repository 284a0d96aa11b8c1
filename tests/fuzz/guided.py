"""The same, led by which lines of our parsers a file reaches: libFuzzer by way of atheris, if it is there.

`pip install atheris` (Linux, CPython 3.11 to 3.13). As in any run of libFuzzer, the process ends with the
first finding; the corpus stays in build/fuzz/corpus and is taken up again the next time.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.supervise import ROOT, Finding, Outcome
from tests.fuzz.worker import MEMORY, SECONDS

_PARSERS = ["canvas.formats", "canvas.brush_files", "canvas.palettes"]


def fuzz_guided(reader: str, seconds: float, seed: int, kept: Path) -> Outcome:
    """Let atheris read damaged files for so long, in a process of its own. `kept`: a folder for findings."""
    corpus = kept / "corpus" / reader
    corpus.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "tests.fuzz.guided", reader, str(corpus)),
        f"-max_total_time={round(seconds)}",
        f"-timeout={round(6 * SECONDS)}",
        f"-rss_limit_mb={MEMORY >> 20}",
        f"-seed={seed & 0x7FFFFFFF}",
        f"-artifact_prefix={kept}/{reader}-",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    told = done.stderr + done.stdout
    counted = re.findall(r"^#(\d+)", told, re.MULTILINE)
    outcome = Outcome(max(map(int, counted), default=0), [])
    if done.returncode:
        written = re.search(r"Test unit written to (\S+)", told)
        path = Path(written.group(1)) if written else kept
        outcome.findings.append(Finding(reader, outcome.cases, told[-3000:], path))
    return outcome


def _main() -> None:
    """In the process: instrument the parsers, then hand over to libFuzzer, which never returns."""
    import atheris  # pyright: ignore[reportMissingImports]

    # atheris has no types, and need not be there at all.
    with atheris.instrument_imports(include=_PARSERS):  # pyright: ignore[reportAttributeAccessIssue]
        from tests.fuzz.readers import READERS
        from tests.fuzz.worker import problem
    import random
    import tempfile
    import warnings

    from tests.fuzz.mutate import mutated

    warnings.simplefilter("ignore")
    reader = READERS[sys.argv.pop(1)]
    corpus = Path(sys.argv[1])
    seeds = list(reader.seeds())
    for number, data in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(data)
    folder = tempfile.TemporaryDirectory(prefix="scumble-fuzz-")
    path = Path(folder.name) / f"case{reader.ending}"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        found = problem(reader, path)
        if found:
            raise AssertionError(found)

    def damage(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        changed = atheris.Mutate(data, most) if rng.random() < 0.3 else mutated(data, rng.choice(seeds), rng)
        return changed[:most]

    longest = 2 * max(map(len, seeds))
    atheris.Setup([sys.argv[0], *sys.argv[1:], f"-max_len={longest}"], one, custom_mutator=damage)
    atheris.Fuzz()


if __name__ == "__main__":
    _main()
