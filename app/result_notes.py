"""What an engine remarked about a result, as sentences; for the window and for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Translate = Callable[[str], str]


def tr(text: str) -> str:
    """In the window's language. Imported here, since the terminal can do without Qt."""
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("ResultNotes", text)


def remarks(notes: Iterable[str], tr: Translate = tr) -> list[str]:
    """Sentences about what was done otherwise than asked; notes that others put into words are passed over.

    `tr` gives a text of the context "ResultNotes" in another language.
    """
    plain = {
        "memory:offload": tr(
            "The model does not fit into the device's memory as a whole: its parts took turns there, which "
            "is slower."
        ),
        "memory:sequential": tr(
            "The device has very little memory for this model: it was worked through layer by layer, which "
            "is slow."
        ),
        "memory:tiled": tr("The picture was decoded in tiles, to save memory."),
        "memory:split": tr("Guidance was computed in two halves to save memory, which is a little slower."),
        "uncompiled": tr("The model could not be compiled on this computer and ran as usual."),
        "memory:8bit": tr("The model was held in 8 bits to save memory; details may differ a little."),
        "memory:smaller": tr(
            "There was not enough memory for the full size: it was painted smaller and enlarged."
        ),
    }
    valued = {
        "steps": tr("This model is made for few steps: {0} were used."),
        "guidance": tr("This model bears only little guidance: {0} was used."),
        "companion": tr("The text encoders and the VAE are those of “{0}”."),
    }
    said: dict[str, None] = {}
    for note in notes:
        key, _, value = note.partition(":")
        if note in plain:
            said[plain[note]] = None
        elif key in valued and value:
            said[valued[key].format(value)] = None
    return list(said)


def resident_words(notes: Iterable[str], tr: Translate = tr) -> str:
    """What the engine holds in memory, in one line; "" where it did not tell.

    Notes: "resident:PART:BYTES:DEVICE".
    """
    names = {
        "unet": tr("UNet"),
        "transformer": tr("Transformer"),
        "vae": tr("VAE"),
        "text_encoder": tr("text encoder"),
    }
    sizes: dict[str, int] = {}
    for note in notes:
        key, _, rest = note.partition(":")
        part, _, rest = rest.partition(":")
        amount = rest.partition(":")[0]
        if key == "resident" and amount.isdecimal():
            name = names.get(part.rstrip("_0123456789"), part)
            sizes[name] = sizes.get(name, 0) + int(amount)
    if not sizes:
        return ""
    parts = ", ".join(f"{name} {_size(amount)}" for name, amount in sizes.items())
    return tr("In memory: {0}").format(parts)


def _size(amount: int) -> str:
    """Decimal units, as models are labelled where they are downloaded."""
    return f"{amount / 1e9:.1f} GB" if amount >= 1e9 else f"{max(1, round(amount / 1e6))} MB"
