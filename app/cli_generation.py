"""What the commands that generate understand: the job's settings, what steers a model, the painter."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app.terminal_words import say

MOST_PICTURES = 100
MAX_SEED = 2**32 - 1
MAX_CLIP_SKIP = 12  # layers, counted from the last
MAX_SIDE = 16384  # pixels of a picture made from words alone
MEDIA = (  # of the built-in painter
    "oil", "acrylic", "gouache", "watercolour", "pastel", "pencil", "ink", "charcoal", "knife",
)  # fmt: skip


def add_steering(command: argparse.ArgumentParser) -> None:
    """What steers a diffusion model beside the prompt. Names are those that 'scumble models list' tells."""
    command.add_argument(
        "--lora",
        action="append",
        default=[],
        metavar="NAME[:WEIGHT]",
        help=say("lay a LoRA over the model (may be repeated); <lora:NAME:WEIGHT> in the prompt does too"),
    )
    command.add_argument(
        "--control",
        action="append",
        default=[],
        metavar="KIND:MODEL[:IMAGE]",
        help=say(
            "follow the lines, depth … of IMAGE (default: the input) with a ControlNet (may be repeated); "
            "kinds: scribble, lineart, softedge, canny, depth, normal, pose, segmentation, tile"
        ),
    )
    command.add_argument(
        "--drawn-by",
        action="append",
        default=[],
        metavar="KIND:NAME",
        help=say(
            "let a network draw what controls of that kind follow: depth and normal (DPT, Depth Anything), "
            "segmentation (UperNet, SegFormer), pose (ViTPose); 'as-it-is' takes their pictures for such maps"
        ),
    )
    command.add_argument(
        "--reference",
        action="append",
        default=[],
        metavar="KIND:MODEL[:IMAGE]",
        help=say(
            "resemble IMAGE (default: the input) with an IP-Adapter (may be repeated); kinds: reference, "
            "style, composition"
        ),
    )
    command.add_argument(
        "--sampler",
        default="",
        metavar="NAME",
        help=say("euler, euler_a, dpmpp_2m, ddim, unipc or lcm (default: the model's own)"),
    )
    command.add_argument(
        "--clip-skip",
        type=number(int, 1, MAX_CLIP_SKIP),
        default=1,
        metavar="N",
        help=say("take the prompt from the Nth layer of CLIP from its end (default: 1, the usual one)"),
    )


def add_painter(command: argparse.ArgumentParser) -> None:
    """What is held fast while the built-in painter paints."""
    command.add_argument(
        "--medium",
        choices=MEDIA,
        help=say("of the built-in painter (default: as the prompt says, else oil)"),
    )
    command.add_argument(
        "--light",
        type=_light,
        metavar="AROUND:HIGH",
        help=say(
            "where the light comes from, in degrees: around (0 = right, 90 = above) and high (90 = from the "
            "front), as in 135:45 (default: the seed chooses)"
        ),
    )
    command.add_argument(
        "--lines",
        choices=("on-top", "painted-in", "off"),
        default="on-top",
        help=say("what becomes of the sketch's lines (default: on-top)"),
    )
    command.add_argument(
        "--lock",
        action="append",
        default=[],
        choices=("palette", "values", "lines"),
        help=say("what of the sketch no seed changes (may be repeated)"),
    )
    command.add_argument(
        "--style-seed",
        type=number(int, 0, MAX_SEED),
        metavar="N",
        help=say("of light, palette and handling; '--seed' then rules the details alone"),
    )


def add_settings(command: argparse.ArgumentParser, count: int) -> None:
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help=say(
            ".ora keeps the input and puts each result on a layer of its own; .png, .jpg and .webp are flat, "
            "one file (OUT-1.png …) for each result"
        ),
    )
    command.add_argument("--prompt", default="", metavar="WORDS", help=say("what it is to look like"))
    command.add_argument("--negative", default="", metavar="WORDS", help=say("what it is not to look like"))
    command.add_argument(
        "--engine",
        choices=("painterly", "diffusion"),
        help=say("painterly: brush strokes, needs no model (default); diffusion: an AI model"),
    )
    command.add_argument(
        "--model",
        metavar="DIR|FILE",
        help=say(
            "a diffusers folder, a .safetensors or .gguf file, or a name that 'scumble models list' tells; "
            "implies --engine diffusion"
        ),
    )
    command.add_argument(
        "--strength",
        type=number(float, 0, 1),
        metavar="X",
        help=say("0 keeps the input, 1 forgets it (default: 0.6, or what is usual for '--mode')"),
    )
    command.add_argument(
        "--steps",
        type=number(int, 1, 1000),
        metavar="N",
        help=say("of the model (default: what is usual for it)"),
    )
    command.add_argument(
        "--guidance",
        type=number(float, 0, 100),
        metavar="X",
        help=say("how closely the model follows the prompt (default: what is usual for it)"),
    )
    command.add_argument(
        "--seed",
        type=number(int, 0, MAX_SEED),
        metavar="N",
        help=say("the same seed gives the same picture again"),
    )
    command.add_argument(
        "-n",
        "--count",
        type=number(int, 1, MOST_PICTURES),
        default=count,
        metavar="N",
        help=say("how many results, with seeds that follow each other (default: {count})", count=count),
    )


def number(kind: Callable[[str], float], least: int, most: int) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            limits = {"least": least, "most": most, "text": text}
            raise argparse.ArgumentTypeError(
                say("must be a whole number from {least} to {most}, not '{text}'", **limits)
                if kind is int
                else say("must be a number from {least} to {most}, not '{text}'", **limits)
            )
        return value

    return read


def _light(text: str) -> tuple[float, float]:
    try:
        around, high = (float(part) for part in text.split(":"))
    except ValueError:
        around = high = float("nan")
    if not (-360.0 <= around <= 360.0 and 0.0 <= high <= 90.0):
        raise argparse.ArgumentTypeError(
            say("must be two numbers of degrees as in 135:45, not '{text}'", text=text)
        )
    return around, high


def size(text: str) -> tuple[int, int]:
    sides = text.lower().replace("×", "x").split("x")
    if len(sides) != 2 or not all(side.isdecimal() and 1 <= int(side) <= MAX_SIDE for side in sides):
        raise argparse.ArgumentTypeError(
            say(
                "must be two sides of 1 to {most} pixels as in 768x512, not '{text}'",
                most=MAX_SIDE,
                text=text,
            )
        )
    return int(sides[0]), int(sides[1])
