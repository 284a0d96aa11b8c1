"""What the worker imports before it can read a model, and what it puts off until it is idle."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAY = """
import json, sys
from inference.engines import create_engine

def there():
    return sorted(name for name in PUT_OFF if name in sys.modules)

PUT_OFF = json.loads(sys.argv[1])
engine = create_engine("diffusion")
before = there()
engine.warm_up(lambda: False)
after = there()
engine.close()
print(json.dumps([before, after]))
"""
ENGINE = "inference.engines.diffusion"
PUT_OFF = sorted(
    [
        f"{ENGINE}.adapters.controlnet_file",
        f"{ENGINE}.adapters.estimator",
        *(
            f"{ENGINE}.families.{name}"
            for name in ("stable_diffusion", "sd3", "flux", "flux2", "qwen", "zimage")
        ),
        "diffusers.models.controlnets",
        "diffusers.pipelines.stable_diffusion_xl",
        "transformers.models.dpt.modeling_dpt",
        "transformers.models.t5.modeling_t5",
    ]
)


def test_an_idle_worker_imports_what_the_start_puts_off() -> None:
    pytest.importorskip("diffusers")
    told = subprocess.run(
        [sys.executable, "-c", SAY, json.dumps(PUT_OFF)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after = json.loads(told.stdout)
    assert before == []
    assert after == PUT_OFF
