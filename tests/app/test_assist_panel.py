"""The Assist panel: kinds and ways to inpaint, models and their usual settings, what steers, what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.assistant import Assistant, Entry, State
from app.generation import Request, make_orders, orders_for, recipe_of, sources_of
from app.panels import assist
from app.panels.assist import AssistPanel
from app.panels.assist_memory import read
from app.panels.choice_box import Choice, ChoiceBox, Deed
from app.panels.steering.clip_skip import ClipSkipRow
from app.panels.steering.control import ControlRow
from app.panels.steering.lora import LoraRow
from app.panels.steering.reference import ReferenceRow
from app.panels.steering.region import RegionRow
from app.panels.steering.row import Row
from app.panels.steering.vae import VaeRow
from app.recipe_view import recipe_text
from app.studio import Studio
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer, Recipe
from canvas.selecting import rectangle
from inference.conditions import Lora
from inference.errors import Sentence
from inference.framing import MODES, Mode
from inference.job import Kind
from inference.models import ModelInfo, Part
from inference.service import InferenceService

Settled = Callable[[], Document]

SD15 = ModelInfo(Path("/m/dream.safetensors"), "Dream", "sd15", "base", "single", 1)
LIGHTNING = ModelInfo(Path("/m/fast.safetensors"), "Fast", "sdxl", "base", "single", 1, speed="lightning")
FILL = ModelInfo(Path("/m/fill.safetensors"), "Filler", "flux", "fill", "single", 1)
KONTEXT = ModelInfo(Path("/m/kontext.safetensors"), "Kontext", "flux", "edit", "single", 1)
DETAIL = Part(Path("/m/detail.safetensors"), "Detail", "lora", ("sd15",), 1, words=("crisp", "fine lines"))
INK_XL = Part(Path("/m/ink.safetensors"), "Ink XL", "lora", ("sdxl",), 1)
SCRIBBLE = Part(Path("/m/scribble.safetensors"), "Scribbler", "controlnet", ("sd15",), 1, control="scribble")
LINES = Part(Path("/m/lines.safetensors"), "Liner", "controlnet", ("sd15",), 1, control="lineart")
ADAPTER = Part(Path("/m/ip.safetensors"), "Adapter", "ip-adapter", ("sd15",), 1)
VAE = Part(Path("/m/vae.safetensors"), "Other VAE", "vae", ("sd15",), 1)
MODELS = [SD15, LIGHTNING, FILL, KONTEXT]
PARTS = [INK_XL, DETAIL, SCRIBBLE, LINES, ADAPTER, VAE]


@pytest.fixture
def assistant(studio: Studio) -> Iterator[Assistant]:
    """With a service that nothing is submitted to, so its worker is never started."""
    assistant = Assistant(studio, InferenceService)
    yield assistant
    assistant.service.shutdown(5.0)


def open_panel(studio: Studio, assistant: Assistant, qtbot: QtBot) -> AssistPanel:
    panel = AssistPanel(studio, assistant)
    qtbot.addWidget(panel)
    panel.resize(300, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: panel.models._hash_later.isActive(), timeout=20000)  # the scan has ended
    panel.models._hash_later.stop()
    find(panel, MODELS, PARTS)
    return panel


def find(panel: AssistPanel, models: list[ModelInfo], parts: list[Part]) -> None:
    """As a scan that has just ended."""
    panel.models.found, panel.models.found_parts = list(models), list(parts)
    panel.models.changed.emit()


@pytest.fixture
def panel(
    studio: Studio, assistant: Assistant, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AssistPanel:
    monkeypatch.setenv("SCUMBLE_MODELS", str(tmp_path / "none"))
    return open_panel(studio, assistant, qtbot)


def press(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def pick(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """Choose a line with the mouse."""
    row = next(row for row in range(box.count()) if box.itemText(row).startswith(text))
    box.showPopup()
    view, index = box.view(), box.model().index(row, 0)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def add(panel: AssistPanel, *path: str) -> Row:
    """Choose an entry of the “+” menu."""
    menu = panel.steering.menu
    menu.aboutToShow.emit()
    for name in path:
        action = next(action for action in menu.actions() if action.text() == name)
        assert action.isEnabled(), name
        inner = action.menu()
        if isinstance(inner, QMenu):
            menu = inner
        else:
            action.trigger()
    return panel.steering.rows[-1]


# --- kinds and ways to inpaint ---------------------------------------------------------------------------


def test_the_painter_does_what_needs_no_model(panel: AssistPanel) -> None:
    buttons = panel.kind_row.buttons
    assert {kind for kind, button in buttons.items() if button.isVisible()} == {
        "paint",
        "inpaint",
        "vary",
        "text",
    }
    assert not buttons["text"].isEnabled()
    assert "needs a diffusion model" in buttons["text"].toolTip()
    assert not panel.steering.isVisible()
    assert not panel.steps.isVisible()
    assert panel.generate_button.isEnabled()


def test_ways_to_inpaint_have_strengths_of_their_own(
    panel: AssistPanel, qtbot: QtBot, studio: Studio, settled: Settled
) -> None:
    assert not panel.mode_row.isVisible()
    panel.strength.set_value(45)
    press(qtbot, panel.kind_row.buttons["inpaint"])
    assert panel.mode_row.isVisible()
    assert set(panel.mode_row.buttons) == set(Mode)
    assert not panel.generate_button.isEnabled()
    assert "Select" in panel.hint.text()
    studio.session.do(
        "Select",
        lambda document: Document(
            *(document.width, document.height, document.layers),
            active=document.active,
            selection=rectangle(Rect(10, 10, 60, 60), document.rect),
        ),
    )
    settled()
    qtbot.waitUntil(panel.generate_button.isEnabled)
    for mode in Mode:
        press(qtbot, panel.mode_row.buttons[mode])
        assert panel.request().mode == mode
        assert panel.request().strength == pytest.approx(MODES[mode].strength)
    panel.strength.set_value(50)  # for refining
    press(qtbot, panel.mode_row.buttons[Mode.REMOVE])
    press(qtbot, panel.mode_row.buttons[Mode.REFINE])
    assert panel.strength.value() == 50
    press(qtbot, panel.kind_row.buttons["paint"])
    assert (panel.strength.value(), panel.request().mode) == (45, "")


def test_six_ways_are_one_line_where_there_is_room(panel: AssistPanel, qtbot: QtBot) -> None:
    press(qtbot, panel.kind_row.buttons["inpaint"])
    buttons = list(panel.mode_row.buttons.values())
    panel.resize(290, 900)
    qtbot.waitUntil(lambda: len({button.y() for button in buttons}) == 2)
    panel.resize(700, 900)
    qtbot.waitUntil(lambda: len({button.y() for button in buttons}) == 1)


def test_a_model_that_edits_offers_that_and_greys_the_rest(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Kontext")
    buttons = panel.kind_row.buttons
    assert buttons["edit"].isVisible()
    assert panel.request().kind is Kind.EDIT  # all that it does without a selection
    assert not buttons["paint"].isEnabled()
    assert "“Kontext” changes pictures as it is told" in buttons["paint"].toolTip()
    assert "Say what is to be changed" in panel.hint.text()
    assert not panel.negative.isEnabled()
    pick(qtbot, panel.model_box.box, "Dream")
    assert not buttons["edit"].isVisible()
    assert panel.request().kind is Kind.PAINT
    pick(qtbot, panel.model_box.box, "Filler")
    assert panel.request().kind is Kind.INPAINT
    assert "made for inpainting only" in buttons["vary"].toolTip()


# --- models ----------------------------------------------------------------------------------------------


def test_a_model_brings_its_usual_settings_once(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    assert (panel.request().steps, panel.request().guidance) == (20, 7.0)
    pick(qtbot, panel.model_box.box, "Fast")
    assert (panel.request().steps, panel.request().guidance) == (6, 1.0)
    panel.steps.setFocus()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Right)
    by_hand = panel.request().steps
    assert by_hand > 6
    pick(qtbot, panel.model_box.box, "Dream")
    assert panel.request().steps == 20
    pick(qtbot, panel.model_box.box, "Fast")
    assert panel.request().steps == by_hand


def test_samplers_suit_the_family(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    pick(qtbot, panel.sampler, "UniPC")
    assert panel.request().sampler == "unipc"
    pick(qtbot, panel.model_box.box, "Kontext")
    names = [panel.sampler.itemText(row) for row in range(panel.sampler.count())]
    assert names == ["Usual sampler", "Euler", "DPM++ 2M", "LCM"]
    assert panel.request().sampler == ""


def test_samplers_are_those_of_the_engine() -> None:
    from app.usual import SAMPLER_NAMES, samplers_of
    from inference.engines.diffusion.samplers import FLOW_SAMPLERS, SAMPLERS

    assert set(SAMPLER_NAMES) == set(SAMPLERS)
    assert samplers_of("flux") == FLOW_SAMPLERS


def test_a_model_that_is_gone_is_named_and_paints_nothing(
    panel: AssistPanel, qtbot: QtBot, studio: Studio, assistant: Assistant
) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    panel.remember()
    find(panel, [LIGHTNING], [])
    assert "dream.safetensors" in panel.model_box.box.currentText()
    assert not panel.generate_button.isEnabled()
    find(panel, MODELS, PARTS)
    assert panel.request().model == SD15
    assert panel.generate_button.isEnabled()


def test_get_models_is_asked_for_from_the_list_and_the_menu(panel: AssistPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.models_wanted):
        pick(qtbot, panel.model_box.box, "Get models")
    assert panel.request().model is None  # the choice is what it was
    with qtbot.waitSignal(panel.models_wanted):
        panel.model_box.more.menu().actions()[0].trigger()


def test_arrow_keys_on_the_closed_list_open_no_window(panel: AssistPanel, qtbot: QtBot) -> None:
    wanted: list[bool] = []
    panel.models_wanted.connect(lambda: wanted.append(True))
    box = panel.model_box.box
    box.setFocus()
    for _ in range(box.count() + 2):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert not wanted
    assert panel.request().model == KONTEXT


def test_large_pictures_can_be_refined(panel: AssistPanel, qtbot: QtBot, studio: Studio) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    assert not panel.refine.isVisible()  # 256×192
    large = Document(2400, 1800, studio.document.layers, active=studio.document.active)
    studio.session.do("Grow", lambda _document: large)
    qtbot.waitUntil(panel.refine.isVisible, timeout=60000)  # kernels may be compiling
    assert not panel.refine_strength.isEnabled()
    press(qtbot, panel.refine)
    panel.refine.setChecked(True)
    assert panel.refine_strength.isEnabled()
    panel.refine_strength.set_value(30)
    (order,) = make_orders(large, panel.request())
    assert (order.job.refine_width, order.job.refine_height) == (2400, 1800)
    assert order.job.refine_strength == pytest.approx(0.3)


# --- what steers -----------------------------------------------------------------------------------------


def test_nothing_found_says_where_to_get_it(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Fast")
    press(qtbot, panel.steering.title)
    assert "+ adds" in panel.steering.empty.text()
    find(panel, MODELS, [DETAIL])
    assert "No LoRAs or ControlNets were found for SDXL." in panel.steering.empty.text()
    with qtbot.waitSignal(panel.models_wanted):
        panel.steering.empty.linkActivated.emit("models")


def test_a_lora_of_another_family_is_grey_and_says_why(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "LoRA")
    assert isinstance(row, LoraRow)
    assert row.box.value() == str(DETAIL.path)
    other = row.box.findText("Ink XL")
    assert not row.box.model().flags(row.box.model().index(other, 0)) & Qt.ItemFlag.ItemIsEnabled
    tip = row.box.itemData(other, Qt.ItemDataRole.ToolTipRole)
    assert tip == "Made for SDXL; this model is SD 1.5."
    row.weight.set_value(0.7)
    assert panel.request().loras == (Lora(str(DETAIL.path), 0.7),)
    pick(qtbot, panel.model_box.box, "Fast")
    assert panel.request().loras == ()
    assert "Made for SD 1.5" in row.note.text()
    assert row.note.isVisible()


def test_trigger_words_go_into_the_prompt(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "LoRA")
    assert isinstance(row, LoraRow)
    assert "crisp, fine lines" in row.triggers.toolTip()
    panel.prompt.setPlainText("a harbour,")
    row.triggers.menu().actions()[1].trigger()
    assert panel.prompt.toPlainText() == "a harbour, fine lines"


def test_rows_are_switched_off_folded_and_removed(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "LoRA")
    assert panel.steering.title.text() == "Steering (1)"
    press(qtbot, row.switch)
    assert panel.request().loras == ()
    assert panel.steering.title.text() == "Steering"
    press(qtbot, row.switch)
    press(qtbot, row.fold)
    assert not row.body.isVisible()
    qtbot.waitUntil(lambda: row.summary.text().startswith("Detail"))
    press(qtbot, row.remove)
    assert panel.steering.rows == []
    assert panel.request().loras == ()


def test_a_control_shows_what_it_follows(
    panel: AssistPanel, qtbot: QtBot, studio: Studio, settled: Settled
) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "Control", "Line art")
    assert isinstance(row, ControlRow)
    assert row.model.value() == str(LINES.path)  # the one for the kind
    qtbot.waitUntil(lambda: not row.preview.empty, timeout=20000)
    pick(qtbot, row.kind, "Scribble")
    assert row.model.value() == str(SCRIBBLE.path)
    pick(qtbot, row.source, "Sketch")
    row.start.set_value(20)
    (control,) = panel.request().controls
    sketch = next(node for node in studio.document.nodes() if node.name == "Sketch")
    assert (control.kind, control.source, control.start, control.end) == ("scribble", sketch.id, 0.2, 1.0)
    (order,) = make_orders(studio.document, panel.request())
    assert order.job.controls[0].image.shape[:2] == (order.job.height, order.job.width)


def test_a_preview_out_of_sight_is_made_when_it_is_scrolled_to(
    studio: Studio, assistant: Assistant, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCUMBLE_MODELS", str(tmp_path / "none"))
    panel = open_panel(studio, assistant, qtbot)
    pick(qtbot, panel.model_box.box, "Dream")
    scroll = QScrollArea()
    qtbot.addWidget(scroll)
    scroll.setWidgetResizable(True)
    scroll.setWidget(panel)
    scroll.resize(300, 120)
    with qtbot.waitExposed(scroll):
        scroll.show()
    row = add(panel, "Control", "Scribble")
    assert isinstance(row, ControlRow)
    qtbot.waitUntil(lambda: not row.maker._rest.isActive())
    assert row.preview.empty
    scroll.ensureWidgetVisible(row.preview)
    qtbot.waitUntil(lambda: not row.preview.empty, timeout=20000)
    assert scroll.takeWidget() is panel


def test_what_a_control_follows_becomes_a_hidden_layer(
    panel: AssistPanel, qtbot: QtBot, studio: Studio
) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "Control", "Scribble")
    assert isinstance(row, ControlRow)
    press(qtbot, row.as_layer)
    qtbot.waitUntil(lambda: len(studio.document.layers) == 5, timeout=20000)
    layer = studio.document.sheets()[-1]
    assert (layer.name, layer.visible) == ("Control: Scribble", False)
    qtbot.waitUntil(lambda: row.source.known)
    (control,) = panel.request().controls
    assert (control.source, control.ready) == (layer.id, True)
    (order,) = make_orders(studio.document, panel.request())
    drawn = order.job.controls[0].image
    assert drawn.min() == 0
    assert drawn.max() > 200


def test_no_controlnet_says_so(panel: AssistPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request] = []
    monkeypatch.setattr(panel.assistant, "generate", asked.append)
    pick(qtbot, panel.model_box.box, "Fast")
    row = add(panel, "Control", "Depth")
    assert "No ControlNet for this was found for SDXL" in row.note.text()
    assert panel.request().controls == ()
    press(qtbot, panel.generate_button)
    assert asked[0].controls == ()
    qtbot.waitUntil(lambda: "Left out: No ControlNet" in panel.remark.text())


def test_a_reference_comes_from_a_file(
    panel: AssistPanel, qtbot: QtBot, tmp_path: Path, studio: Studio
) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "Reference", "Resemble")
    assert isinstance(row, ReferenceRow)
    style = row.kind.findText("Style")
    assert not row.kind.model().flags(row.kind.model().index(style, 0)) & Qt.ItemFlag.ItemIsEnabled
    file = tmp_path / "mood.png"
    Image.new("RGB", (40, 30), (200, 90, 20)).save(file)
    row.use_file(str(file))
    assert panel.request().references == ()  # while it is being read
    qtbot.waitUntil(lambda: bool(panel.request().references), timeout=20000)
    (reference,) = panel.request().references
    assert reference.image is not None
    assert reference.image[0, 0].tolist() == [200, 90, 20, 255]
    assert row.source.currentText() == "mood.png"
    row.use_file(str(tmp_path / "none.png"))
    with qtbot.waitSignal(panel.assistant.told):
        pass
    assert row.source.value() == ""


def test_a_region_takes_the_active_layer(panel: AssistPanel, qtbot: QtBot, studio: Studio) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "Region")
    assert isinstance(row, RegionRow)
    assert panel.request().regions == ()
    assert row.note.text() == "Say what is to be there."
    qtbot.keyClicks(row.prompt, "a red boat")
    (region,) = panel.request().regions
    assert (region.layer, region.prompt) == (studio.document.active, "a red boat")


def test_a_layer_that_goes_is_missed(
    panel: AssistPanel, qtbot: QtBot, studio: Studio, settled: Settled
) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "Region")
    assert isinstance(row, RegionRow)
    row.prompt.setText("a boat")
    assert panel.request().regions
    rest = tuple(node for node in studio.document.layers if node.id != studio.document.active)
    studio.session.do("Remove", lambda document: document.with_layers(rest, rest[0].id))
    settled()
    qtbot.waitUntil(lambda: "gone" in row.note.text())
    assert panel.request().regions == ()


def test_another_vae(panel: AssistPanel, qtbot: QtBot, studio: Studio) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "VAE")
    assert isinstance(row, VaeRow)
    (order,) = make_orders(studio.document, panel.request())
    assert order.job.vae == str(VAE.path)


def test_layers_of_clip_are_left_out(panel: AssistPanel, qtbot: QtBot, studio: Studio) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "Clip skip")
    assert isinstance(row, ClipSkipRow)
    row.slider.set_value(3)
    (order,) = make_orders(studio.document, panel.request())
    assert order.job.clip_skip == 2
    layer = Layer("Made", recipe=recipe_of(order.job))
    assert "Clip skip: 3" in recipe_text(layer)
    panel.steering.clear()
    panel.use_recipe(layer)
    assert panel.request().clip_skip == 2
    again = panel.steering.state()
    panel.steering.restore(again)
    assert panel.request().clip_skip == 2
    pick(qtbot, panel.model_box.box, "Kontext")
    assert "no such text encoder" in panel.steering.rows[-1].note.text()
    assert panel.request().clip_skip == 0


def test_settings_of_another_program_bring_their_clip_skip(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    panel.use_settings({"prompt": "hills", "clip_skip": 1})
    assert panel.request().clip_skip == 1
    panel.use_settings({"prompt": "hills", "clip_skip": 40})
    assert panel.request().clip_skip == 11
    assert len(panel.steering.rows) == 1
    panel.use_settings({"prompt": "hills"})
    assert panel.steering.rows == []
    pick(qtbot, panel.model_box.box, "Fast")
    panel.use_settings(
        {"prompt": "hills", "clip_skip": 1}
    )  # no program skips layers of SDXL, whatever it says
    assert panel.request().clip_skip == 0


def test_a_map_is_drawn_by_a_network_that_can(panel: AssistPanel, qtbot: QtBot) -> None:
    depth = Part(Path("/m/depth"), "Deep", "estimator", ("sd15",), 1, "folder", control="depth")
    streets = Part(
        Path("/m/streets"), "Streets", "estimator", ("sd15",), 1, "folder", control="segmentation",
        unusable=Sentence("'Streets' knows no things but those in streets."),
    )  # fmt: skip
    things = replace(streets, path=Path("/m/things"), name="Things", unusable=None)
    united = replace(SCRIBBLE, path=Path("/m/union"), name="Union", control="union")
    find(panel, MODELS, [streets, depth, things, united])
    pick(qtbot, panel.model_box.box, "Dream")
    for kind, part in (("Depth", depth), ("Normals", depth), ("Segments", things)):
        row = add(panel, "Control", kind)
        assert isinstance(row, ControlRow)
        assert not row.estimator.isHidden()
        assert row.estimator.value() == str(part.path)
    row.estimator.choose(str(streets.path))
    row.refresh()
    assert "in streets" in row.note.text()
    assert [request.estimator for request in panel.request().controls] == [str(depth.path)] * 2
    pose = add(panel, "Control", "Pose")
    assert isinstance(pose, ControlRow)
    assert pose.estimator.isHidden()


# --- kept ------------------------------------------------------------------------------------------------


def test_everything_is_there_again_at_the_next_start(
    panel: AssistPanel, qtbot: QtBot, studio: Studio, assistant: Assistant
) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    panel.prompt.setPlainText("hills")
    pick(qtbot, panel.sampler, "Euler a")
    press(qtbot, panel.kind_row.buttons["vary"])
    add(panel, "LoRA")
    control = add(panel, "Control", "Scribble")
    assert isinstance(control, ControlRow)
    pick(qtbot, control.source, "Sketch")
    control.weight.set_value(0.8)
    add(panel, "Region").set_on(False)
    before = panel.request()
    panel.remember()
    again = open_panel(studio, assistant, qtbot)
    after = again.request()
    for name in ("kind", "model", "prompt", "strength", "steps", "sampler", "loras"):
        assert getattr(after, name) == getattr(before, name), name
    assert [row.on for row in again.steering.rows] == [True, True, False]
    one, other = before.controls[0], after.controls[0]
    assert (other.kind, other.model, other.source, other.weight) == (one.kind, one.model, one.source, 0.8)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"kind": "magic"}', '{"steps": "many"}', '{"rows": 5}', '{"by_hand": [1]}']
)
def test_damaged_memory_is_a_fresh_panel(text: str) -> None:
    assert read(text).request.kind is Kind.PAINT


def test_damaged_rows_are_passed_over(panel: AssistPanel) -> None:
    panel.steering.restore(
        [{"sort": "lora"}, {"sort": "magic"}, {"sort": "lora", "path": "/m/x", "weight": 1.0}, {}]
    )
    assert [row.sort for row in panel.steering.rows] == ["lora"]


def test_a_recipe_brings_back_what_steered(panel: AssistPanel, qtbot: QtBot, studio: Studio) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    panel.prompt.setPlainText("hills <lora:detail:0.5>")
    control = add(panel, "Control", "Scribble")
    assert isinstance(control, ControlRow)
    pick(qtbot, control.source, "Sketch")
    region = add(panel, "Region")
    assert isinstance(region, RegionRow)
    region.prompt.setText("sky")
    asked = panel.request()
    (order,) = make_orders(studio.document, asked)
    recipe = recipe_of(order.job)
    kept = {**recipe.settings, "sources": {name: list(ids) for name, ids in sources_of(asked).items()}}
    panel.steering.clear()
    panel.prompt.setPlainText("")
    panel.use_recipe(Layer("Made", recipe=Recipe(kept, recipe.pictures)))
    request = panel.request()
    assert request.prompt == asked.prompt
    assert request.loras == ()  # the prompt names it
    assert [one.source for one in request.controls] == [one.source for one in asked.controls]
    assert [(one.layer, one.prompt) for one in request.regions] == [(studio.document.active, "sky")]
    # Without a word of the layers, the picture that went in stands in.
    panel.use_recipe(Layer("Made", recipe=recipe))
    (control_request,) = panel.request().controls
    assert control_request.image is not None
    (again,) = orders_for(studio.document, panel.request())
    assert np.array_equal(again.job.controls[0].image, order.job.controls[0].image)


def test_settings_of_another_program_bring_their_loras(panel: AssistPanel, qtbot: QtBot) -> None:
    pick(qtbot, panel.model_box.box, "Dream")
    row = add(panel, "LoRA")
    assert isinstance(row, LoraRow)
    told: list[str] = []
    panel.assistant.told.connect(told.append)
    panel.use_settings({"prompt": "hills", "loras": [("Detail", 0.4), ("nothing", 1.0)], "steps": 33})
    assert panel.request().loras == (Lora(str(DETAIL.path), 0.4),)
    assert told == ["It was made with LoRAs that are not here: nothing."]
    panel.use_settings({"prompt": "hills <lora:detail:0.9>", "loras": [("detail", 0.9)]})
    (order,) = make_orders(panel.studio.document, panel.request())
    assert order.job.loras == (Lora(str(DETAIL.path), 0.9),)
    assert order.job.steps == 33


def test_a_recipe_tells_what_steered_and_how_it_fits() -> None:
    settings = {
        "kind": "inpaint",
        "mode": "replace background",
        "loras": [{"path": "/m/detail.safetensors", "weight": 0.5}],
        "controls": [{"kind": "canny", "model": "/m/c.safetensors", "weight": 1.0, "start": 0.0, "end": 0.8}],
        "measured": {"seam": 1.034, "colour_shift": 2.31, "colour_left": 0.2, "matching": "rgb"},
    }
    text = recipe_text(Layer("Made", recipe=Recipe(settings)))
    for line in (
        "Way to inpaint: Replace the background",
        "LoRA: detail.safetensors, weight 0.5",
        "Control: canny with c.safetensors, weight 1.0, from 0.0 to 0.8",
        "Seam: 1.03 (1 is none)",
        "Colour shift of the model: ΔE 2.3, after matching 0.2",
    ):
        assert line in text.splitlines()


# --- what came of it -------------------------------------------------------------------------------------


def test_what_the_engine_did_otherwise_is_told(panel: AssistPanel, studio: Studio, qtbot: QtBot) -> None:
    (order,) = make_orders(studio.document, Request(model=SD15))
    entry = Entry(1, order, studio.session, 1, True, state=State.DONE)
    entry.notes = (
        "steps:10",
        "memory:offload",
        "resident:unet:1719000000:cuda",
        "resident:text_encoder:246000000:cuda",
        "resident:text_encoder_2:1000000000:cuda",
    )
    panel.assistant.entry_changed.emit(entry)
    assert "10 were used" in panel.remark.text()
    assert "its parts took turns" in panel.remark.text()
    assert panel.model_box.resident.toolTip() == "In memory: UNet 1.7 GB, text encoder 1.2 GB"
    entry.state = State.FAILED
    panel.assistant.entry_changed.emit(entry)
    assert not panel.model_box.resident.isVisible()


def test_a_list_keeps_its_choice_and_does_deeds(qtbot: QtBot) -> None:
    box = ChoiceBox("Name", "{0} (missing)")
    qtbot.addWidget(box)
    done: list[str] = []
    deeds = [Deed("Do it", lambda: done.append("it"))]
    box.offer([Choice("One", 1), Choice("Two", 2)], deeds)
    box.choose(2)
    with qtbot.assertNotEmitted(box.chosen):
        pick(qtbot, box, "Do it")
    assert (done, box.value()) == (["it"], 2)
    box.offer([Choice("One", 1)], deeds)
    assert (box.currentText(), box.value(), box.known) == ("2 (missing)", 2, False)
    with qtbot.waitSignal(box.chosen):
        pick(qtbot, box, "One")
    assert box.value() == 1


def test_the_engine_that_is_chosen_is_made_ready_before_it_is_asked(
    panel: AssistPanel, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(panel.assistant.service, "warm_up", asked.append)
    monkeypatch.setattr(assist, "SETTLED_MS", 0)
    panel.hide()
    panel.move(300, 300)
    QCursor.setPos(10, 10)
    panel.show()
    qtbot.waitUntil(lambda: "painterly" in asked)
    asked.clear()
    panel.model_box.box.choose(str(SD15.path))
    panel.hide()
    panel.show()
    qtbot.wait(50)
    assert not asked  # a model's engine is large; it waits for the pointer
    here = QPointF(5, 5)
    QApplication.sendEvent(panel, QEnterEvent(here, here, here))
    assert asked == ["diffusion"]
