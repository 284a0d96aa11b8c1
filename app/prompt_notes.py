"""Says in words what in a prompt will not do, or has not done, what its writer may think."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.prompting import Vocabulary
from inference.prompt import expand, parse, resolve_loras

Translate = Callable[[str], str]


def tr(text: str) -> str:
    """In the window's language. Imported here, since the terminal can do without Qt."""
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("PromptNotes", text)


def unmet(
    prompt: str, negative: str, vocabulary: Vocabulary, diffusion: bool, tr: Translate = tr
) -> list[str]:
    """Sentences about what will not do what its writer may think, for all the choices a seed can make.

    `tr` gives a text of the context "PromptNotes" in another language.
    """
    made = [expand(text, 0, vocabulary.wildcards) for text in (prompt, negative)]
    readings = [parse(text) for text in (prompt, negative)]
    notes = [note for one in (*made, *readings) for note in one.notes]
    said = sentences((note.key for note in notes), tr)
    if not diffusion:
        return said if not readings[0].loras else [*said, tr("The built-in painter uses no LoRAs.")]
    loras = [part for part in vocabulary.parts if part.kind == "lora"]
    _, unknown = resolve_loras(readings[0].loras, loras)
    if unknown:
        said.append(tr("There is no LoRA called {0}.").format(", ".join(unknown)))
    if readings[1].loras:
        said.append(tr("LoRAs count in the prompt only, not in the negative prompt."))
    if any(tag.weight != tag.text_weight for tag in readings[0].loras):
        said.append(tr("A LoRA has one weight here; the last one of a tag counts."))
    return said


def sentences(keys: Iterable[str], tr: Translate = tr) -> list[str]:
    """Notes as they travel with a result ("prompt:unbalanced"), in words; others are passed over."""
    texts = _texts(tr)
    said: dict[str, None] = {}
    for key in keys:
        place, _, rest = key.partition(":")
        kind, _, detail = rest.partition(":")
        if place == "prompt" and kind in texts:
            said[texts[kind].format(detail)] = None
        elif key in texts:
            said[texts[key]] = None
    return list(said)


def _texts(tr: Translate) -> dict[str, str]:
    return {
        "unbalanced": tr("A bracket without its partner was left out; write \\( for a plain bracket."),
        "editing": tr("[from:to:when] does not switch words here: all of them were used throughout."),
        "alternation": tr("[one|other] does not take turns here: all words were used throughout."),
        "weight": tr("Weights go from -10 to 10."),
        "tag": tr("Tags such as <{0}:…> mean nothing here."),
        "lora_weight": tr("The weight of the LoRA {0} must be a number from -4 to 4."),
        "unknown_embedding": tr("There is no embedding called {0}; it was left out."),
        "unknown_wildcard": tr("There is no wildcard file called {0}."),
        "wildcard": tr("A brace without its partner chooses nothing; write \\{{ for a plain one."),
        "too_deep": tr("Wildcards lie too deep inside each other; some were left as they are."),
        "too_long": tr("The prompt is too long; a part of it was left out."),
        "weights_ignored": tr("This model's text encoder does not weigh words; weights were ignored."),
        "clip_skip_ignored": tr("This model's text encoder has no layers to skip; clip skip was ignored."),
        "ignored_negative": tr("This model, or this guidance, takes no negative prompt."),
    }
