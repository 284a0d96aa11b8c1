"""What is found in machines of all kinds, and which runtime is offered for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.runtime.errors import RuntimeProblem
from app.runtime.hardware import Graphics, Machine, ask, detect
from app.runtime.lock import FOLDER, VARIANTS, Lock, locks_here, read_lock
from app.runtime.offers import BUILT, Offer, offers, seconds
from tests.app.tiny_runtime import make_lock

LINUX, WINDOWS, MAC = ("linux", "x86_64"), ("windows", "x86_64"), ("darwin", "aarch64")
HEADER = "| NVIDIA-SMI 580.65   Driver Version: 580.65   CUDA Version: 13.0 |"
OFFERED = sorted(FOLDER.glob("*.json"))


def answers(**told: str) -> Callable[[Sequence[str]], str]:
    """Tools that print this, by name; nvidia_smi is its table, nvidia its header."""

    def question(command: Sequence[str]) -> str:
        if command[0] == "nvidia-smi":
            return told.get("nvidia_smi", "") if len(command) > 1 else told.get("nvidia", "")
        return told.get(command[0], "")

    return question


def look(system: tuple[str, str] = LINUX, root: Path = Path("/nowhere"), **told: str) -> tuple[Graphics, ...]:
    return detect(system, answers(**told), root, libcuda=False).graphics


def test_nvidia_tells_all_that_is_needed() -> None:
    (found,) = look(nvidia_smi="NVIDIA H200, 143771, 580.65.06, 9.0\n", nvidia=HEADER)
    assert (found.variant, found.name, found.driver) == ("cuda", "NVIDIA H200", "580.65.06")
    assert (found.cuda, found.capability, found.memory) == ("13.0", "9.0", 143771 << 20)


def test_two_processors_are_two() -> None:
    found = look(nvidia_smi="GeForce RTX 5090, 32607, 580.1, 12.0\nGeForce GTX 1080, 8192, 580.1, 6.1\n")
    assert [one.capability for one in found] == ["12.0", "6.1"]


@pytest.mark.parametrize(
    "said", ["", "No devices were found\n", "NVIDIA-SMI has failed, because, the, driver,\n"]
)
def test_a_driver_that_does_not_work_is_no_graphics(said: str) -> None:
    assert look(nvidia_smi=said) == ()


def test_what_nvidia_does_not_know_is_left_open() -> None:
    (found,) = look(nvidia_smi="GRID, [N/A], 470.1, [N/A]\n")
    assert (found.memory, found.capability, found.cuda) == (0, "", "")


def test_amd_is_found_in_the_kernel(tmp_path: Path) -> None:
    nodes = tmp_path / "sys/class/kfd/kfd/topology/nodes"
    for number, version in enumerate((0, 110000, 90010)):
        (nodes / str(number)).mkdir(parents=True)
        (nodes / str(number) / "properties").write_text(f"simd_count 4\ngfx_target_version {version}\n")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/kfd").touch()
    assert [(one.variant, one.name, one.usable) for one in look(root=tmp_path)] == [
        ("rocm", "AMD gfx1100", True),
        ("rocm", "AMD gfx90a", True),
    ]


def card(root: Path, vendor: str, driver: str) -> None:
    device = root / "sys/class/drm/card0/device"
    device.mkdir(parents=True)
    (device / "vendor").write_text(f"{vendor}\n")
    (root / f"drivers/{driver}").mkdir(parents=True)
    (device / "driver").symlink_to(root / f"drivers/{driver}")


def test_amd_without_its_compute_driver_is_said(tmp_path: Path) -> None:
    card(tmp_path, "0x1002", "amdgpu")
    (found,) = look(root=tmp_path)
    assert (found.variant, found.usable) == ("rocm", False)


def test_intel_needs_level_zero(tmp_path: Path) -> None:
    card(tmp_path, "0x8086", "xe")
    assert [(one.variant, one.usable) for one in look(root=tmp_path)] == [("xpu", False)]
    library = tmp_path / "usr/lib/x86_64-linux-gnu/libze_intel_gpu.so.1"
    library.parent.mkdir(parents=True)
    library.touch()
    assert [one.usable for one in look(root=tmp_path)] == [True]


def test_windows_lists_its_graphics() -> None:
    said = "AMD Radeon RX 7900 XTX|32.0.1\nIntel(R) Arc(TM) A770 Graphics|31.0\nMicrosoft Basic Display|10\n"
    assert [one.variant for one in look(WINDOWS, powershell=said)] == ["rocm", "xpu"]


def test_apple_calculates_with_metal() -> None:
    assert look(MAC, sysctl="Apple M4\n") == (Graphics("mps", "Apple M4"),)
    assert look(("darwin", "x86_64")) == ()


def test_this_machine_is_looked_at_without_torch() -> None:
    assert detect().system in BUILT
    assert ask(("no-such-tool-here",)) == ""


# --- what is offered ----------------------------------------------------------------------------------------


def machine(*graphics: Graphics, system: tuple[str, str] = LINUX) -> Machine:
    return Machine(*system, graphics)


def lock_for(variant: str, **needs: str) -> Lock:
    return replace(make_lock(variant=variant)[0], needs=needs)


NEEDS = {"cuda": "13.0", "capability": "7.5", "driver": "580"}
LOCKS = {"cuda": lock_for("cuda", **NEEDS), "cpu": lock_for("cpu")}
H200 = Graphics("cuda", "H200", 1 << 37, "580.65", "13.0", "9.0")


def offered(variant: str, *graphics: Graphics) -> Offer:
    return next(offer for offer in offers(machine(*graphics), LOCKS) if offer.variant == variant)


def test_the_graphics_come_before_the_processor() -> None:
    assert [offer.variant for offer in offers(machine(H200), LOCKS)] == ["cuda", "cpu", "rocm", "xpu"]
    assert offers(machine(), LOCKS)[0].variant == "cpu"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cuda": "12.4"}, r"newer NVIDIA driver \(580 or later\)"),
        ({"capability": "6.1"}, "too old for it"),
    ],
)
def test_what_is_too_old_is_said(changed: dict[str, str], words: str) -> None:
    offer = offered("cuda", replace(H200, **changed))
    assert not offer.available
    with pytest.raises(RuntimeProblem, match=words):
        raise offer.problem or AssertionError


@pytest.mark.parametrize(
    "changed", [{"cuda": "13.2"}, {"capability": "12.0"}, {"cuda": "", "capability": ""}]
)
def test_newer_or_unknown_suffices(changed: dict[str, str]) -> None:
    assert offered("cuda", replace(H200, **changed)).available


def test_a_variant_without_a_lock_is_not_available_and_says_why() -> None:
    offer = offered("rocm", Graphics("rocm", "AMD gfx1100"))
    assert not offer.available
    assert "no list of packages for it yet (rocm on linux, x86_64)" in str(offer.problem)


def test_a_driver_that_lacks_its_half_is_said() -> None:
    assert "render and video" in str(offered("rocm", Graphics("rocm", "AMD", usable=False)).problem)
    assert "Level Zero" in str(offered("xpu", Graphics("xpu", "Intel", usable=False)).problem)


def test_the_time_falls_with_what_is_here() -> None:
    lock = LOCKS["cpu"]
    assert seconds(lock, here=lock.download) < seconds(lock) < seconds(lock, speed=1e3)


# --- the lock files that are shipped ------------------------------------------------------------------------


def test_some_are_shipped() -> None:
    assert {"cpu-linux-x86_64", "cuda-linux-x86_64"} <= {path.stem for path in OFFERED}


@pytest.mark.parametrize("path", OFFERED, ids=lambda path: path.stem)
def test_every_shipped_lock_can_be_installed(path: Path) -> None:
    lock = read_lock(path)
    assert path.stem == f"{lock.variant}-{lock.system}-{lock.machine}"
    versions = {wheel.name: wheel.version for wheel in lock.wheels}
    assert versions["torch"].partition("+")[0] == "2.13.0"
    assert {"diffusers", "transformers", "numpy", "numba", "opencv-python-headless"} <= versions.keys()
    for wheel in lock.wheels:
        assert bool(wheel.url) != bool(wheel.index)
        assert wheel.bytes > 0
        assert wheel.unpacked > 0
        assert not wheel.url or (wheel.url.startswith("https://") and wheel.url.endswith(wheel.file))
    names = [wheel.name for wheel in lock.wheels]
    assert len(set(names)) == len(names)
    assert lock.variant == "cuda" or not any(name.startswith("nvidia") for name in names)


def test_locks_follow_the_system() -> None:
    assert set(locks_here(system=LINUX)) == {"cuda", "cpu"}
    assert set(locks_here(system=MAC)) == {"mps"}
    assert locks_here(system=("plan9", "mips")) == {}
    assert set(BUILT["linux"]) < set(VARIANTS)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"variant": "abacus"},
        {"packages": []},
        {"packages": [{"name": "a", "version": "1", "file": "../a.whl", "sha256": "0" * 64, "bytes": 1}]},
    ],
)
def test_a_damaged_lock_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    told = json.loads(OFFERED[0].read_bytes()) | change
    path = tmp_path / "cpu.json"
    path.write_text(json.dumps(told))
    with pytest.raises(RuntimeProblem, match=r"“cpu\.json” is damaged"):
        read_lock(path)


def test_the_digest_changes_with_a_file_and_with_nothing_else() -> None:
    lock, _ = make_lock()
    first = lock.wheels[0]
    moved = replace(lock, wheels=(replace(first, url="https://elsewhere"), *lock.wheels[1:]))
    other = replace(lock, wheels=(replace(first, sha256="0" * 64), *lock.wheels[1:]))
    assert moved.digest == lock.digest != other.digest
