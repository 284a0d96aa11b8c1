"""The Layer menu: its part of the table of actions."""

from __future__ import annotations

from app.action import Action
from app.i18n import QT_TRANSLATE_NOOP
from app.layer_deeds import LayerDeeds
from app.panels.tags import TEXTS
from canvas.layer import TAGS


def layer_rows(layers: LayerDeeds) -> tuple[Action, ...]:
    """Top to bottom."""
    line = Action()
    return (
        *_new(layers),
        line,
        *_order(layers),
        line,
        Action(text=QT_TRANSLATE_NOOP("Actions", "&Mask"), icon="mask", entries=_mask(layers)),
        Action(
            text=QT_TRANSLATE_NOOP("Actions", "&Properties"), icon="properties", entries=_properties(layers)
        ),
        Action(text=QT_TRANSLATE_NOOP("Actions", "Colour &tag"), icon="tag", entries=_tags(layers)),
        line,
        Action(
            "layer_solo",
            QT_TRANSLATE_NOOP("Actions", "Show &alone (solo)"),
            "",
            layers.solo,
            "solo",
            checked=layers.is_solo,
        ),
        Action(
            "layer_alpha", QT_TRANSLATE_NOOP("Actions", "&Select what is painted"), "", layers.select_alpha
        ),
        Action("recipe", QT_TRANSLATE_NOOP("Actions", "&Recipe…"), "", layers.show_recipe, "recipe"),
        *_painting(layers),
        line,
        *_merging(layers),
    )


def _painting(layers: LayerDeeds) -> tuple[Action, ...]:
    text = QT_TRANSLATE_NOOP("Actions", "Painting")
    return (Action(text=text, icon="brush", entries=layers.paintings),) if layers.paintings else ()


def _new(layers: LayerDeeds) -> tuple[Action, ...]:
    text = QT_TRANSLATE_NOOP
    return (
        Action("layer_add", text("Actions", "&New layer"), "Ctrl+Shift+N", layers.add, "layer-add"),
        Action("group_add", text("Actions", "New &group"), "", layers.add_group, "group-add"),
        Action(
            "layer_copy", text("Actions", "Layer &via copy"), "Ctrl+J", layers.via_copy, "layer-duplicate"
        ),
        Action("layer_delete", text("Actions", "&Delete layer"), "Shift+Del", layers.delete, "layer-delete"),
    )


def _order(layers: LayerDeeds) -> tuple[Action, ...]:
    text = QT_TRANSLATE_NOOP
    return (
        Action("layer_group", text("Actions", "Group la&yers"), "Ctrl+G", layers.group, "group"),
        Action("layer_ungroup", text("Actions", "Ungroup"), "Ctrl+Shift+G", layers.ungroup, "ungroup"),
        Action(
            "layer_clip",
            text("Actions", "&Clip to the layer below"),
            "Ctrl+Alt+G",
            layers.toggle_clip,
            "clip",
            checked=layers.is_clipped,
        ),
        Action("layer_up", text("Actions", "Move &up"), "Ctrl+]", layers.up, "layer-up", repeats=True),
        Action(
            "layer_down", text("Actions", "Move d&own"), "Ctrl+[", layers.down, "layer-down", repeats=True
        ),
        Action(
            "layer_above", text("Actions", "Choose the one above"), "Alt+]", layers.select_above, repeats=True
        ),
        Action(
            "layer_below", text("Actions", "Choose the one below"), "Alt+[", layers.select_below, repeats=True
        ),
    )


def _mask(layers: LayerDeeds) -> tuple[Action, ...]:
    text, masks = QT_TRANSLATE_NOOP, layers.masks
    return (
        Action("mask_reveal", text("Actions", "&Reveal all"), "", masks.reveal_all, "mask-add"),
        Action("mask_hide", text("Actions", "&Hide all"), "", masks.hide_all),
        Action("mask_selection", text("Actions", "Reveal the &selection"), "", masks.reveal_selection),
        Action("mask_unselected", text("Actions", "Hide the se&lection"), "", masks.hide_selection),
        Action(),
        Action(
            "mask_paint",
            text("Actions", "&Paint on the mask"),
            "",
            masks.toggle_painting,
            checked=masks.is_painting,
        ),
        Action("mask_on", text("Actions", "&On"), "", masks.toggle_enabled, checked=masks.is_enabled),
        Action("mask_invert", text("Actions", "&Invert"), "", masks.invert, "select-invert"),
        Action("mask_select", text("Actions", "Sele&ct what it shows"), "", masks.select),
        Action(),
        Action("mask_apply", text("Actions", "&Apply"), "", masks.apply, "keep"),
        Action("mask_delete", text("Actions", "&Delete"), "", masks.delete, "layer-delete"),
    )


def _properties(layers: LayerDeeds) -> tuple[Action, ...]:
    text = QT_TRANSLATE_NOOP
    return (
        Action(
            "layer_visible", text("Actions", "&Visible"), "", layers.toggle_visible, checked=layers.is_visible
        ),
        Action(
            "layer_lock", text("Actions", "&Locked"), "Ctrl+/", layers.toggle_locked, checked=layers.is_locked
        ),
        Action(
            "layer_alpha_lock",
            text("Actions", "&Transparency locked"),
            "/",
            layers.toggle_alpha_lock,
            checked=layers.is_alpha_locked,
        ),
        Action(
            "group_pass",
            text("Actions", "&Pass through (group)"),
            "",
            layers.toggle_pass_through,
            checked=layers.passes_through,
        ),
    )


def _tags(layers: LayerDeeds) -> tuple[Action, ...]:
    return tuple(
        Action(
            f"tag_{tag or 'none'}",
            TEXTS[tag],
            "",
            lambda tag=tag: layers.set_tag(tag),
            checked=lambda tag=tag: layers.is_tagged(tag),
            tag=tag,
        )
        for tag in TAGS
    )


def _merging(layers: LayerDeeds) -> tuple[Action, ...]:
    text = QT_TRANSLATE_NOOP
    return (
        Action("layer_merge", text("Actions", "M&erge"), "Ctrl+Shift+E", layers.merge, "layer-merge"),
        Action("merge_down", text("Actions", "Merge do&wn"), "", layers.merge_down),
        Action("merge_visible", text("Actions", "Merge v&isible"), "", layers.merge_visible),
        Action("stamp_visible", text("Actions", "Stamp visi&ble"), "Ctrl+Alt+Shift+E", layers.stamp_visible),
        Action("flatten", text("Actions", "&Flatten"), "", layers.flatten, "layers"),
    )
