"""Which AI runtimes fit a machine: the one to take, the others, and why some cannot be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.i18n import QT_TRANSLATE_NOOP
from app.runtime.errors import RuntimeProblem
from app.runtime.hardware import Graphics, Machine
from app.runtime.lock import Lock

# Which variants torch is built for, the best first. Metal and the processor are one on Apple's machines.
BUILT = {
    "linux": ("cuda", "rocm", "xpu", "cpu"),
    "windows": ("cuda", "rocm", "xpu", "cpu"),
    "darwin": ("mps",),
}
UNPACKING = 60e6  # bytes per second; what an ordinary disk and processor manage
CONNECTION = 50e6 / 8  # bytes per second of an ordinary connection, for what is said before it is known


@dataclass(frozen=True, slots=True)
class Offer:
    """One variant. With a `problem` it cannot be had, or would not work; the problem says what to do."""

    variant: str
    lock: Lock | None
    graphics: Graphics | None = None  # that it was made for and that is in this machine
    problem: RuntimeProblem | None = None

    @property
    def available(self) -> bool:
        """Whether it can be installed and would work."""
        return self.lock is not None and self.problem is None


def offers(machine: Machine, locks: Mapping[str, Lock]) -> tuple[Offer, ...]:
    """Every variant there is for this system; the best that works comes first."""
    made = [_offer(variant, machine, locks.get(variant)) for variant in BUILT.get(machine.system, ("cpu",))]
    return tuple(sorted(made, key=lambda offer: not offer.available))


def seconds(lock: Lock, speed: float = CONNECTION, here: int = 0) -> float:
    """How long adding it takes, about: `here` bytes are downloaded already, `speed` is in bytes a second."""
    return max(0, lock.download - here) / speed + lock.unpacked / UNPACKING


def _offer(variant: str, machine: Machine, lock: Lock | None) -> Offer:
    graphics = next((one for one in machine.graphics if one.variant == variant), None)
    problem = None
    if variant not in ("cpu",) and graphics is None:
        problem = _absent(variant)
    elif graphics is not None and not graphics.usable:
        problem = _driver(variant, graphics)
    elif lock is None:
        problem = RuntimeProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "This version of Scumble has no list of packages for it yet ({variant} on {system}, "
                "{machine}). Choose another one.",
            ),
            variant=variant,
            system=machine.system,
            machine=machine.machine,
        )
    elif graphics is not None:
        problem = _too_old(graphics, lock)
    return Offer(variant, lock, graphics, problem)


def _absent(variant: str) -> RuntimeProblem:
    return {
        "cuda": RuntimeProblem(
            QT_TRANSLATE_NOOP("Runtime", "No NVIDIA graphics were found in this computer.")
        ),
        "rocm": RuntimeProblem(QT_TRANSLATE_NOOP("Runtime", "No AMD graphics were found in this computer.")),
        "xpu": RuntimeProblem(QT_TRANSLATE_NOOP("Runtime", "No Intel graphics were found in this computer.")),
        "mps": RuntimeProblem(
            QT_TRANSLATE_NOOP("Runtime", "This Mac has no processor by Apple, which AI models need.")
        ),
    }[variant]


def _driver(variant: str, graphics: Graphics) -> RuntimeProblem:
    if variant == "rocm":
        return RuntimeProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "{name}: this account may not use it for calculating. Install AMD's driver (amdgpu), and "
                "join the groups render and video.",
            ),
            name=graphics.name,
        )
    return RuntimeProblem(
        QT_TRANSLATE_NOOP(
            "Runtime",
            "{name}: the part of its driver that calculates is missing. Install Intel's compute runtime "
            "(Level Zero).",
        ),
        name=graphics.name,
    )


def _too_old(graphics: Graphics, lock: Lock) -> RuntimeProblem | None:
    """What driver and processor lack for this lock; what is not known is taken to suffice."""
    cuda, capability = lock.needs.get("cuda", ""), lock.needs.get("capability", "")
    if _older(graphics.capability, capability):
        return RuntimeProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "{name} is too old for it: AI models need an NVIDIA processor of generation {least} or "
                "newer.",
            ),
            name=graphics.name,
            least=capability,
        )
    if _older(graphics.cuda, cuda):
        return RuntimeProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "The driver of {name} is too old: it knows CUDA {known}, and CUDA {least} is needed. Install "
                "a newer NVIDIA driver ({driver} or later), then look again.",
            ),
            name=graphics.name,
            known=graphics.cuda,
            least=cuda,
            driver=lock.needs.get("driver", ""),
        )
    return None


def _older(known: str, least: str) -> bool:
    return bool(known and least) and _parts(known) < _parts(least)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
