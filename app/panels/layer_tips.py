"""What the tool tips over the parts of a row say."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP
from app.panels.layer_model import RowLook
from app.panels.layer_places import Zone
from canvas.layer import Group, Layer

_TIPS = {
    "hide": QT_TRANSLATE_NOOP(
        "LayerTips", "Hide it; drag over several eyes to hide them all.\nAlt-click shows it alone."
    ),
    "show": QT_TRANSLATE_NOOP(
        "LayerTips", "Show it; drag over several eyes to show them all.\nAlt-click shows it alone."
    ),
    "fold": QT_TRANSLATE_NOOP("LayerTips", "Fold the group"),
    "unfold": QT_TRANSLATE_NOOP("LayerTips", "Unfold the group"),
    "clip": QT_TRANSLATE_NOOP(
        "LayerTips", "Clipped: it shows only where the layer below has paint (Ctrl+Alt+G)"
    ),
    "paint": QT_TRANSLATE_NOOP(
        "LayerTips", "Click to paint on the layer.\nCtrl-click selects what is painted."
    ),
    "held": QT_TRANSLATE_NOOP("LayerTips", "What the group shows.\nCtrl-click selects it."),
    "mask": QT_TRANSLATE_NOOP(
        "LayerTips",
        "Click to paint on the mask: white shows, black hides.\n"
        "Shift-click switches it off or on. Ctrl-click selects what it shows.",
    ),
    "locked": QT_TRANSLATE_NOOP("LayerTips", "Unlock it (Ctrl+/)"),
    "unlocked": QT_TRANSLATE_NOOP("LayerTips", "Lock it against every change of its paint (Ctrl+/)"),
    "alpha": QT_TRANSLATE_NOOP("LayerTips", "Let paint change the transparency again (/)"),
    "no_alpha": QT_TRANSLATE_NOOP(
        "LayerTips", "Lock the transparency: paint only what is painted already (/)"
    ),
    "recipe": QT_TRANSLATE_NOOP("LayerTips", "Show how this layer was generated"),
}


def tip(look: RowLook, zone: Zone) -> str:
    """Rich text in which a name is never read as such."""
    node = look.node
    match zone:
        case Zone.EYE:
            name = "hide" if node.visible else "show"
        case Zone.FOLD:
            name = "unfold" if isinstance(node, Group) and node.folded else "fold"
        case Zone.CLIP:
            name = "clip"
        case Zone.THUMBNAIL:
            name = "held" if isinstance(node, Group) else "paint"
        case Zone.MASK:
            name = "mask"
        case Zone.LOCK:
            name = "locked" if node.locked else "unlocked"
        case Zone.ALPHA:
            name = "alpha" if isinstance(node, Layer) and node.alpha_lock else "no_alpha"
        case Zone.RECIPE:
            name = "recipe"
        case Zone.NAME:
            return f"<p>{escape(node.name)}</p>"
    text = QCoreApplication.translate("LayerTips", _TIPS[name])
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>"
