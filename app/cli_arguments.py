"""What the command line understands: the commands and what may be said to each."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from app import VERSION
from app.cli_generation import add_painter, add_settings, add_steering, number, size
from app.terminal_words import say

FAILED = 2  # the exit status
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
MODES = ("fill", "expand", "add", "remove", "replace-background", "refine")  # ways to inpaint


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
        type=size,
        default=(768, 768),
        metavar="W×H",
        help=say("in pixels, as in 768x512 (default: 768x768)"),
    )
    edit = add("edit", _edit, say("Change a picture as the prompt tells; needs a model trained for that."))
    edit.add_argument("picture", metavar="IMAGE", help=picture)
    for command in (paint, inpaint, vary, text, edit):
        add_settings(command, count=4 if command is vary else 1)
        add_steering(command)
    for command in (paint, vary):
        command.add_argument(
            "--strength-map",
            metavar="IMAGE",
            help=say("a picture of the same size: white is painted with all of '--strength', black stays"),
        )
        add_painter(command)
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
        type=number(int, 1, MAX_THUMBNAIL),
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


def _add_film(command: argparse.ArgumentParser) -> None:
    command.add_argument("picture", metavar="IN", help=say("a .scumble or .ora file with a painting in it"))
    command.add_argument("output", metavar="OUT", help=say("the film to write: .webp, or .mp4 with ffmpeg"))
    command.add_argument(
        "--layer", metavar="NAME", help=say("the painting, or a layer of it (default: the uppermost one)")
    )
    command.add_argument(
        "--seconds", type=number(float, 1, 600), default=12.0, metavar="X", help=say("length (default: 12)")
    )
    command.add_argument(
        "--side",
        type=number(int, 16, 4096),
        default=1024,
        metavar="N",
        help=say("pixels of its longer side at most (default: 1024)"),
    )
    command.add_argument(
        "--rate", type=number(int, 1, 60), default=25, metavar="N", help=say("frames a second (default: 25)")
    )


def _add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--quality",
        type=number(int, 1, 100),
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
