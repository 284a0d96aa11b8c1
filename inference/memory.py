"""What a generation will need of the device's memory, and the gentlest way to make it fit. Plain arithmetic.

The estimates are of the activations in half precision, fitted to published peaks of the families; they err
upwards. Where one is too low all the same, `lower` is the next rung of the ladder that the engine climbs down
after it ran out of memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from inference.families import Family

MIB = 1 << 20
RESERVE = 512 * MIB  # left to the driver, the display and other programs
DECODE_BYTES = 3_300  # of activations for each pixel that the VAE decodes at once
TILE_PIXELS = 512 * 512  # decoded at once when the VAE works in tiles
SEQUENTIAL_SHARE = 1 / 16  # of a network that is on the device while its layers take turns there
SHRINKS = (0.75, 0.5)  # of the working sides, when nothing else is left
LEAST_SIDE = 256  # pixels: below this no model paints anything

# Bytes of activations for each pixel in one evaluation of the denoiser, without guidance; half precision.
DENOISE_BYTES: Mapping[Family, int] = {
    "sd15": 1_750,
    "sdxl": 1_250,
    "sd3": 700,
    "flux": 1_100,
    "flux2": 1_400,
    "qwen": 1_300,
    "zimage": 900,
}


class Place(StrEnum):
    """Where the networks are while a job runs; each is slower than the one before."""

    FULL = "full"  # all on the device
    OFFLOAD = "offload"  # only the part at work
    SEQUENTIAL = "sequential"  # only the layer at work


@dataclass(frozen=True, slots=True)
class Need:
    """What a job asks for. Bytes are in the precision that the device works in."""

    family: Family
    width: int  # pixels that the model works at
    height: int
    denoiser: int  # bytes of its weights, before any are rounded
    vae: int
    encoders: int  # of all text encoders together
    guided: bool = True  # evaluates with and without the prompt
    wide: int = 1  # 2 in single precision
    wide_vae: int = 1  # 2 where the VAE works in single precision
    movable: bool = True  # the networks can wait elsewhere: not so where the device is the computer itself
    guests: int = 0  # bytes of what works beside the denoiser (ControlNets)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a job is made to fit. The flags cost time or, the last two, exactness."""

    place: Place = Place.FULL
    tile_vae: bool = False  # decodes in overlapping tiles
    split_guidance: bool = False  # one evaluation after the other in place of both at once
    quantised: bool = False  # the denoiser is kept in 8 bits
    shrink: float = 1.0  # works at so much of the sides, and enlarges the result

    @property
    def marks(self) -> tuple[str, ...]:
        """What was done, as keys that the app puts into words; empty where all fits as it is."""
        words = {
            self.place.value: self.place is not Place.FULL,
            "tiled": self.tile_vae,
            "split": self.split_guidance,
            "8bit": self.quantised,
            "smaller": self.shrink < 1.0,
        }
        return tuple(word for word, holds in words.items() if holds)


def estimate(need: Need, plan: Plan) -> int:
    """The most bytes that are held on the device at any moment of the job."""
    pixels = need.width * need.height * plan.shrink**2
    evaluations = 2 if need.guided and not plan.split_guidance else 1
    denoise = pixels * DENOISE_BYTES[need.family] * need.wide * evaluations
    decode = (min(pixels, TILE_PIXELS) if plan.tile_vae else pixels) * DECODE_BYTES * need.wide_vae
    denoiser = need.denoiser / (2 * need.wide if plan.quantised else 1) + need.guests
    if plan.place is Place.FULL:
        return round(denoiser + need.vae + need.encoders + max(denoise, decode))
    share = SEQUENTIAL_SHARE if plan.place is Place.SEQUENTIAL else 1.0
    return round(max(need.encoders * share, denoiser * share + denoise, need.vae + decode))


def plan_for(need: Need, available: int, *, quantise: bool = False) -> Plan:
    """The gentlest plan whose estimate fits `available` bytes (0: unknown, so everything fits).

    `quantise`: whether pixels may differ a little for the sake of speed. Where no plan fits, the last one is
    tried all the same: estimates err upwards.
    """
    if available <= 0:
        return Plan()
    plan = Plan()
    for plan in plans(need, quantise=quantise):
        if estimate(need, plan) + RESERVE <= available:
            return plan
    return plan


def lower(need: Need, plan: Plan, *, quantise: bool = False) -> Plan | None:
    """The next gentlest plan that needs clearly less than one that failed; None where there is none."""
    failed = estimate(need, plan)
    later, passed = [], False
    for other in plans(need, quantise=quantise):
        if passed:
            later.append(other)
        passed = passed or other == plan
    candidates = later if passed else list(plans(need, quantise=quantise))
    return next((other for other in candidates if estimate(need, other) < 0.97 * failed), None)


def plans(need: Need, *, quantise: bool = False) -> Iterator[Plan]:
    """Every plan, the gentlest first: whole sizes before smaller ones, tiles and split guidance before the
    networks move about."""
    places = [Plan(place) for place in (Place if need.movable else (Place.FULL,))]
    if quantise:
        places = [
            replace(plan, quantised=quantised)
            for plan in places
            for quantised in ((False, True) if plan.place is not Place.SEQUENTIAL else (False,))
        ]
    splits = (False, True) if need.guided else (False,)
    for shrink in (1.0, *SHRINKS):
        if shrink < 1.0 and min(need.width, need.height) * shrink < LEAST_SIDE:
            return
        for base, split, tiled in product(places, splits, (False, True)):
            if shrink < 1.0 and base is not places[-1]:
                continue  # whoever has to work smaller has tried all else
            yield replace(base, split_guidance=split, tile_vae=tiled, shrink=shrink)
