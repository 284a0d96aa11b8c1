"""What the command line says, in the language of the terminal; English needs no Qt.

The texts are written out whole where they are said: `installer.translations` collects them from there.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import FOLDER, NAME

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

CONTEXT = "Terminal"
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts, as POSIX has it

log = logging.getLogger("scumble.terminal")


def say(template: str, /, **values: object) -> str:
    """A text with its named places, as in "Wrote {path}", filled in."""
    known = dictionary()
    translated = known.translate(CONTEXT, template) if known else None
    return _filled(template, translated or "", values)


def say_n(one: str, many: str, /, n: int, **values: object) -> str:
    """A text that counts: `one` where n is 1, else `many`; "%n" in them is the number.

    Translators see `many`, and give as many forms as their language has.
    """
    known = dictionary()
    translated = known.translate(CONTEXT, many, None, n) if known else None
    english = one if n == 1 else many
    return _filled(english.replace("%n", str(n)), (translated or "").replace("%n", str(n)), values)


def dictionary() -> QTranslator | None:
    """The translations for the terminal's language; None where English is to be spoken."""
    name = locale_name(os.environ)
    return _read(name, FOLDER) if name else None


def locale_name(environment: Mapping[str, str]) -> str:
    """The locale of the terminal's messages, as in "zh_CN"; "" for English, C, POSIX and none at all."""
    name = next((environment[variable] for variable in VARIABLES if environment.get(variable)), "")
    told = re.match(r"([a-z]{2,3})(_\w+)?(?=[.@]|$)", name)
    return told.group() if told and told.group(1) != "en" else ""


@cache
def _read(name: str, folder: Path) -> QTranslator | None:
    language = name.partition("_")[0]
    if not any(folder.glob(f"{NAME}_{language}*.qm")):  # so Qt would find none either
        return None
    try:
        from PySide6.QtCore import QLocale

        from app.language import read
    except ImportError as error:
        log.info("Without Qt the terminal's language is English: %s", error)
        return None
    return read(QLocale(name), folder)


def _filled(english: str, translated: str, values: Mapping[str, object]) -> str:
    if translated:
        try:
            return translated.format(**values)
        except (LookupError, ValueError, AttributeError) as error:  # places of its own must not cost the text
            log.warning("The translation of %r cannot be filled in: %r", english, error)
    return english.format(**values)
