"""Other programs' engines, driven head-less for a ratio in the same run; None where one is not installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

SYSTEM_PYTHON = Path("/usr/bin/python3")
MYPAINT = Path("/usr/lib/mypaint")
DRIVER = Path(__file__).parent / "mypaint_driver.py"
MISSING = "MyPaint is not installed: no ratio"
SECONDS = 600


@cache
def mypaint_dabs() -> dict[int, float] | None:
    """MyPaint's own engine, paint mode 0: dabs per second by diameter, the better of one and two threads."""
    runs = [_mypaint(["dabs"], threads) for threads in (1, 2)]
    found = [run for run in runs if run is not None]
    if not found:
        return None
    return {int(size): max(run[size] for run in found) for size in found[0]}


def mypaint_composite(ora: Path) -> dict[str, float] | None:
    """Seconds for compositing a 300×300 rectangle and the whole of an OpenRaster file in MyPaint."""
    return _mypaint(["composite", str(ora)], 2)


def gimp_flatten(png: Path, layers: int) -> float | None:
    """Seconds for flattening `layers` copies of a picture, of mixed modes, in GIMP."""
    gimp = shutil.which("gimp")
    if gimp is None:
        return None
    script = _SCRIPT.replace("PICTURE", str(png)).replace("COUNT", str(layers - 1))
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [gimp, "-i", "-d", "-f", "-b", script, "-b", "(gimp-quit 0)"],
            env={**os.environ, "HOME": home},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    match = re.search(r"flattened in ([0-9.]+)", done.stdout + done.stderr)
    return float(match[1]) if match else None


# GIMP's clock in Script-Fu counts whole seconds; so the flattening is repeated until it adds up.
_SCRIPT = """
(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "PICTURE" "PICTURE")))
       (base (car (gimp-image-get-active-layer image)))
       (modes (list LAYER-MODE-NORMAL LAYER-MODE-NORMAL LAYER-MODE-MULTIPLY LAYER-MODE-NORMAL
                    LAYER-MODE-OVERLAY LAYER-MODE-NORMAL LAYER-MODE-NORMAL LAYER-MODE-SOFTLIGHT))
       (number 0) (rounds 8) (copies '()) (started 0))
  (gimp-image-undo-disable image)
  (while (< number COUNT)
    (let ((copy (car (gimp-layer-copy base TRUE))))
      (gimp-image-insert-layer image copy 0 0)
      (gimp-layer-set-mode copy (list-ref modes (modulo number 8)))
      (gimp-layer-set-opacity copy 70)
      (set! number (+ number 1))))
  (set! number 0)
  (while (< number rounds)
    (set! copies (cons (car (gimp-image-duplicate image)) copies))
    (set! number (+ number 1)))
  (set! started (realtime))
  (while (pair? copies)
    (gimp-image-undo-disable (car copies))
    (gimp-image-flatten (car copies))
    (set! copies (cdr copies)))
  (gimp-message (string-append "flattened in " (number->string (/ (- (realtime) started) rounds)))))
"""


def _mypaint(arguments: list[str], threads: int) -> dict[str, float] | None:
    if not (MYPAINT.exists() and SYSTEM_PYTHON.exists()):
        return None
    done = subprocess.run(
        [str(SYSTEM_PYTHON), str(DRIVER), *arguments],
        env={**os.environ, "OMP_NUM_THREADS": str(threads), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if lines else None
