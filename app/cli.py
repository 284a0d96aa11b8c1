"""The command line: what it understands, and how a command ends (status, one sentence, no traceback)."""

from __future__ import annotations

import argparse
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from app import VERSION
from app.cli_errors import told
from app.errors import AppError
from app.terminal_words import say
from canvas.errors import CanvasError
from inference.errors import InferenceError

FAILED, INTERRUPTED, TERMINATED = 2, 130, 143  # exit statuses
MOST_PICTURES = 100
MAX_SEED = 2**32 - 1
MAX_CLIP_SKIP = 12  # layers, counted from the last
MAX_SIDE = 16384  # pixels of a picture made from words alone
MAX_THUMBNAIL = 2048  # pixels; file managers ask for 128 to 1024

COMMANDS = (
    "paint",
    "inpaint",
    "vary",
    "text",
    "edit",
    "models",
    "convert",
    "timelapse",
    "thumbnail",
    "runtime",
    "doctor",
)
MEDIA = (  # of the built-in painter
    "oil", "acrylic", "gouache", "watercolour", "pastel", "pencil", "ink", "charcoal", "knife",
)  # fmt: skip
MODES = ("fill", "expand", "add", "remove", "replace-background", "refine")  # ways to inpaint


def is_command(word: str) -> bool:
    """Whether a command line that begins so is for this module rather than for the window."""
    return word in COMMANDS or word.startswith("-")


def refuse(sentence: str) -> int:
    """Say why it did not work; the exit status."""
    print(f"scumble: {' '.join(sentence.split())}", file=sys.stderr)
    return FAILED


def run(arguments: Sequence[str]) -> int:
    """Do what a command line says; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that the terminal cannot show is no reason to fail
    try:
        options = make_parser().parse_args(arguments)
        with _terminable(), _logging_kept_apart(options.verbose):
            status = options.run(options)
        sys.stdout.flush()
        return status
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except (AppError, CanvasError, InferenceError) as error:
        return refuse(told(error))
    except MemoryError:
        return refuse(say("There is not enough memory. Close other programs, or use a smaller picture."))
    except ModuleNotFoundError as error:
        return refuse(
            say(
                "The package '{name}' is not installed. 'scumble doctor' tells how to mend it.",
                name=error.name,
            )
        )
    except BrokenPipeError:  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage in front of it."""

    def error(self, message: str) -> NoReturn:
        line = say("{program}: {message}. See '{program} --help'.", program=self.prog, message=message)
        self.exit(FAILED, f"{line}\n")


def make_parser() -> argparse.ArgumentParser:
    """The parser; `run` in what it returns is the command to call with it."""
    parser = _Parser(
        prog="scumble",
        description=say("Painting with layers, by hand and with AI assist. These commands need no window."),
        epilog=say(
            "Without a command the window opens: scumble [FILE]. A file that is called like a command is "
            "opened with\n'scumble ./paint'. 'scumble COMMAND --help' tells more about a command.\n"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Scumble {VERSION}")
    commands = parser.add_subparsers(
        title=say("commands"), metavar="COMMAND", required=True, parser_class=_Parser
    )
    _add_commands(commands)
    return parser


def _add_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    def add(name: str, deed: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        command.add_argument(
            "-v", "--verbose", action="store_true", help=say("tell on stderr what goes on inside")
        )
        command.set_defaults(run=deed)
        return command

    picture = say("a picture or an OpenRaster file")
    paint = add("paint", _paint, say("Make a painting from a sketch, on a layer above it."))
    paint.add_argument("picture", metavar="SKETCH", help=picture)
    inpaint = add("inpaint", _inpaint, say("Repaint a part of a picture from its surroundings."))
    inpaint.add_argument("picture", metavar="IMAGE", help=picture)
    inpaint.add_argument(
        "--mask",
        required=True,
        help=say("a picture of the same size: white is repainted, black stays, grey blends"),
    )
    inpaint.add_argument(
        "--mode",
        choices=MODES,
        help=say("what is wanted of it (default: fill where the strength is 1, else refine)"),
    )
    vary = add("vary", _vary, say("Make other versions of a picture."))
    vary.add_argument("picture", metavar="IMAGE", help=picture)
    text = add("text", _text, say("Make a picture from words alone; needs a diffusion model."))
    text.add_argument(
        "--size",
        type=_size,
        default=(768, 768),
        metavar="W×H",
        help=say("in pixels, as in 768x512 (default: 768x768)"),
    )
    edit = add("edit", _edit, say("Change a picture as the prompt tells; needs a model trained for that."))
    edit.add_argument("picture", metavar="IMAGE", help=picture)
    for command in (paint, inpaint, vary, text, edit):
        _add_settings(command, count=4 if command is vary else 1)
        _add_steering(command)
    for command in (paint, vary):
        command.add_argument(
            "--strength-map",
            metavar="IMAGE",
            help=say("a picture of the same size: white is painted with all of '--strength', black stays"),
        )
        _add_painter(command)
    _add_models(add("models", _models, say("List the models there are, or download one.")))
    convert = add(
        "convert", _convert, say("Change a picture into another format, told by the name's ending.")
    )
    convert.add_argument("picture", metavar="IN", help=say("the file to read"))
    convert.add_argument(
        "output",
        metavar="OUT",
        help=say(
            "the file to write: .scumble, .ora or .psd with layers; .png, .jpg, .webp, .avif or .tif flat"
        ),
    )
    _add_export(convert)
    thumbnail = add("thumbnail", _thumbnail, say("Write the small picture that a file carries of itself."))
    thumbnail.add_argument(
        "--size",
        type=_number(int, 1, MAX_THUMBNAIL),
        default=256,
        metavar="N",
        help=say("pixels of its longer side at most (default: 256)"),
    )
    thumbnail.add_argument("picture", metavar="IN", help=say("the file to read"))
    thumbnail.add_argument("output", metavar="OUT", help=say("the PNG file to write"))
    _add_runtime(add("runtime", _runtime, say("Add, mend or remove what AI models need (torch and others).")))
    _add_film(add("timelapse", _timelapse, say("Save how a painting came about as a short film.")))
    doctor = add(
        "doctor", _doctor, say("Look at this installation: devices, memory, models, what is missing.")
    )
    doctor.add_argument("--json", action="store_true", help=say("for programs to read"))
    doctor.add_argument(
        "--repair", action="store_true", help=say("mend the AI runtime, where there is one, before looking")
    )


def _add_runtime(command: argparse.ArgumentParser) -> None:
    deeds = command.add_subparsers(metavar="DEED", dest="deed", required=True, parser_class=_Parser)
    words = say("What there is, what fits this computer, and how large it is.")
    deeds.add_parser("status", help=words, description=words, allow_abbrev=False)
    words = say("Download and install the AI runtime; one that was broken off goes on where it was.")
    install = deeds.add_parser("install", help=words, description=words, allow_abbrev=False)
    install.add_argument(
        "--variant",
        choices=("cuda", "rocm", "xpu", "mps", "cpu"),
        help=say("what it calculates on (default: what fits this computer best)"),
    )
    words = say("Look at every file of the AI runtime, and install anew what is not as it should be.")
    repair = deeds.add_parser("repair", help=words, description=words, allow_abbrev=False)
    for deed in (install, repair):
        deed.add_argument(
            "--index",
            default="",
            metavar="URL",
            help=say("a package index in place of the usual ones"),
        )
        deed.add_argument(
            "--wheels",
            action="append",
            default=[],
            metavar="DIR",
            help=say("a folder that has some or all of the packages (may be repeated)"),
        )
    words = say("Remove the AI runtime; models and pictures stay.")
    deeds.add_parser("remove", help=words, description=words, allow_abbrev=False)


def _add_models(command: argparse.ArgumentParser) -> None:
    deeds = command.add_subparsers(metavar="DEED", dest="deed", required=True, parser_class=_Parser)
    words = say("What is in the models folders, and what can be downloaded.")
    deeds.add_parser("list", help=words, description=words, allow_abbrev=False)
    words = say("Download a model; a download that was broken off goes on where it was.")
    download = deeds.add_parser("download", help=words, description=words, allow_abbrev=False)
    download.add_argument(
        "model",
        metavar="ID",
        help=say("a name that 'scumble models list' offers, a Hugging Face id (owner/name), or an address"),
    )
    download.add_argument(
        "--folder", metavar="DIR", help=say("the models folder to put it in (default: the program's own)")
    )


def _add_steering(command: argparse.ArgumentParser) -> None:
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
        type=_number(int, 1, MAX_CLIP_SKIP),
        default=1,
        metavar="N",
        help=say("take the prompt from the Nth layer of CLIP from its end (default: 1, the usual one)"),
    )


def _add_painter(command: argparse.ArgumentParser) -> None:
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
        type=_number(int, 0, MAX_SEED),
        metavar="N",
        help=say("of light, palette and handling; '--seed' then rules the details alone"),
    )


def _add_film(command: argparse.ArgumentParser) -> None:
    command.add_argument("picture", metavar="IN", help=say("a .scumble or .ora file with a painting in it"))
    command.add_argument("output", metavar="OUT", help=say("the film to write: .webp, or .mp4 with ffmpeg"))
    command.add_argument(
        "--layer", metavar="NAME", help=say("the painting, or a layer of it (default: the uppermost one)")
    )
    command.add_argument(
        "--seconds", type=_number(float, 1, 600), default=12.0, metavar="X", help=say("length (default: 12)")
    )
    command.add_argument(
        "--side",
        type=_number(int, 16, 4096),
        default=1024,
        metavar="N",
        help=say("pixels of its longer side at most (default: 1024)"),
    )
    command.add_argument(
        "--rate", type=_number(int, 1, 60), default=25, metavar="N", help=say("frames a second (default: 25)")
    )


def _add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--quality",
        type=_number(int, 1, 100),
        default=92,
        metavar="N",
        help=say("of JPEG, AVIF and lossy WebP (default: 92)"),
    )
    command.add_argument("--lossy", action="store_true", help=say("smaller WebP files, not quite the same"))
    command.add_argument(
        "--depth",
        type=int,
        choices=(8, 16),
        help=say("bits a channel, of PNG and TIFF (default: 8) and PSD (default: 16)"),
    )
    command.add_argument(
        "--profile",
        default="srgb",
        metavar="keep|srgb|FILE",
        help=say("colours of a flat picture: sRGB (default), as they were in IN, or those of an ICC profile"),
    )
    command.add_argument(
        "--no-recipe", action="store_true", help=say("say nothing in a flat picture of what was generated")
    )


def _add_settings(command: argparse.ArgumentParser, count: int) -> None:
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
        type=_number(float, 0, 1),
        metavar="X",
        help=say("0 keeps the input, 1 forgets it (default: 0.6, or what is usual for '--mode')"),
    )
    command.add_argument(
        "--steps",
        type=_number(int, 1, 1000),
        metavar="N",
        help=say("of the model (default: what is usual for it)"),
    )
    command.add_argument(
        "--guidance",
        type=_number(float, 0, 100),
        metavar="X",
        help=say("how closely the model follows the prompt (default: what is usual for it)"),
    )
    command.add_argument(
        "--seed",
        type=_number(int, 0, MAX_SEED),
        metavar="N",
        help=say("the same seed gives the same picture again"),
    )
    command.add_argument(
        "-n",
        "--count",
        type=_number(int, 1, MOST_PICTURES),
        default=count,
        metavar="N",
        help=say("how many results, with seeds that follow each other (default: {count})", count=count),
    )


def _number(kind: Callable[[str], float], least: int, most: int) -> Callable[[str], float]:
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


def _size(text: str) -> tuple[int, int]:
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


# The commands themselves are imported when they are called: they need numpy and the kernels.


def _paint(options: argparse.Namespace) -> int:
    from app.cli_paint import paint

    return paint(options)


def _inpaint(options: argparse.Namespace) -> int:
    from app.cli_paint import inpaint

    return inpaint(options)


def _vary(options: argparse.Namespace) -> int:
    from app.cli_paint import vary

    return vary(options)


def _text(options: argparse.Namespace) -> int:
    from app.cli_paint import text

    return text(options)


def _edit(options: argparse.Namespace) -> int:
    from app.cli_paint import edit

    return edit(options)


def _models(options: argparse.Namespace) -> int:
    from app.cli_models import models

    return models(options)


def _convert(options: argparse.Namespace) -> int:
    from app.cli_files import convert

    return convert(options)


def _thumbnail(options: argparse.Namespace) -> int:
    from app.cli_thumbnail import thumbnail

    return thumbnail(options)


def _runtime(options: argparse.Namespace) -> int:
    from app.cli_runtime import runtime

    return runtime(options)


def _timelapse(options: argparse.Namespace) -> int:
    from app.cli_timelapse import timelapse

    return timelapse(options)


def _doctor(options: argparse.Namespace) -> int:
    from app.doctor import doctor

    return doctor(options)


@contextmanager
def _logging_kept_apart(verbose: bool) -> Iterator[None]:
    """Keep what the libraries log off the terminal, where only sentences belong, unless it is wanted."""
    handler = logging.StreamHandler() if verbose else logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.setLevel(level)
        root.removeHandler(handler)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let a polite kill (SIGTERM) unwind, so that no worker process and no half-written file stays behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
