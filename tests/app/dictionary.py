"""A small translation file, compiled as the program's own are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as Tree

from installer.translations import compile_translation

Texts = Mapping[str, str | tuple[str, ...]]  # source → translation, or its plural forms


def write_dictionary(folder: Path, locale: str, contexts: Mapping[str, Texts]) -> Path:
    """Write scumble_<locale>.qm with these texts by context; the file."""
    root = Tree.Element("TS", version="2.1", language=locale)
    for name, texts in contexts.items():
        context = Tree.SubElement(root, "context")
        Tree.SubElement(context, "name").text = name
        for source, translation in texts.items():
            message = Tree.SubElement(context, "message")
            Tree.SubElement(message, "source").text = source
            told = Tree.SubElement(message, "translation")
            if isinstance(translation, str):
                told.text = translation
                continue
            message.set("numerus", "yes")
            for form in translation:
                Tree.SubElement(told, "numerusform").text = form
    source = folder / f"scumble_{locale}.ts"
    Tree.ElementTree(root).write(source, encoding="utf-8", xml_declaration=True)
    compile_translation(source, source.with_suffix(".qm"))
    return source.with_suffix(".qm")
