"""What the prompt box does to a prompt: weights by key, styles, names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.conditions import Lora
from inference.errors import JobError
from inference.prompt import (
    Edited,
    Style,
    apply_styles,
    change_weight,
    parse,
    read_styles,
    resolve_embeddings,
    resolve_loras,
    write_styles,
)
from inference.prompt.styles import put_style, without_style


def changed(marked: str, step: float) -> str:
    """`marked` has the selection between ‹ and ›; so has the answer."""
    start = marked.index("‹")
    text = marked.replace("‹", "", 1)
    end = text.index("›")
    made = change_weight(text.replace("›", "", 1), start, end, step)
    return f"{made.text[: made.start]}‹{made.text[made.start : made.end]}›{made.text[made.end :]}"


@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        ("a ‹cat› sits", 0.1, "a (‹cat›:1.1) sits"),
        ("a c‹›at sits", 0.05, "a (‹cat›:1.05) sits"),
        ("a‹ cat ›sits", 0.1, "a (‹cat›:1.1) sits"),
        ("a (‹cat›:1.1) sits", 0.1, "a (‹cat›:1.2) sits"),
        ("a (c‹›at:1.1) sits", 0.1, "a (‹cat›:1.2) sits"),
        ("a (cat:1.‹›1) sits", 0.1, "a (‹cat›:1.2) sits"),
        ("a ‹(cat:1.1)› sits", 0.1, "a (‹cat›:1.2) sits"),
        ("a (‹cat›:1.1) sits", -0.1, "a ‹cat› sits"),
        ("a (‹cat›) sits", 0.05, "a (‹cat›:1.15) sits"),
        ("a [‹cat›] sits", -0.1, "a (‹cat›:0.81) sits"),
        ("a ((ca‹›t)) sits", 0.1, "a ((‹cat›:1.2)) sits"),
        ("‹a (cat) sits›", 0.1, "(‹a (cat) sits›:1.1)"),
        ("a (big ‹cat) sits›", 0.1, "a (‹(big cat) sits›:1.1)"),
        (r"a ‹›fox_\(animal\), b", 0.1, r"a (‹fox_\(animal\)›:1.1), b"),
        ("(a:‹›2)", 0.1, "(‹a›:2)"),
        ("(‹a›:0)", -0.1, "(‹a›:0)"),
        ("(‹a›:5)", 0.1, "(‹a›:5)"),
        ("a, ‹›, b", 0.1, "a, ‹›, b"),
        ("‹›", 0.1, "‹›"),
    ],
)
def test_change_weight(before: str, step: float, after: str) -> None:
    assert changed(before, step) == after


@given(
    st.text(alphabet="()[]:|\\ab ,.1", max_size=40),
    st.integers(0, 40),
    st.integers(0, 40),
    st.sampled_from([0.05, -0.05, 0.1, -0.1]),
)
def test_any_selection_can_be_weighed(text: str, start: int, end: int, step: float) -> None:
    made = change_weight(text, start, end, step)
    assert 0 <= made.start <= made.end <= len(made.text)
    if not parse(text).notes:  # of brackets that fit nowhere more or less can be said
        assert len(parse(made.text).notes) <= 1


@given(st.integers(0, 11), st.integers(0, 11), st.sampled_from([0.05, 0.1]))
def test_down_undoes_up(start: int, end: int, step: float) -> None:
    up = change_weight("a cat, a hat", start, end, step)
    assert change_weight(up.text, up.start, up.end, -step).text == "a cat, a hat"


def test_edited_is_a_value() -> None:
    assert change_weight("cat", 0, 3, 0.1) == Edited("(cat:1.1)", 1, 4)


# --- styles -----------------------------------------------------------------------------------------------

INK = Style("Ink", "ink drawing of {prompt}, paper", "photo")
GLOW = Style("Glow", "glowing")


def test_styles_are_laid_around_the_prompt() -> None:
    assert apply_styles("a cat", "", [INK]) == ("ink drawing of a cat, paper", "photo")
    assert apply_styles("a cat,", "dog", [GLOW, INK]) == (
        "ink drawing of a cat, glowing, paper",
        "dog, photo",
    )
    assert apply_styles("", "", [GLOW]) == ("glowing", "")
    assert apply_styles("a {prompt} b", "", []) == ("a {prompt} b", "")


def test_styles_are_kept_as_json() -> None:
    styles = put_style(put_style((), INK), GLOW)
    assert read_styles(write_styles(styles)) == (INK, GLOW)
    assert put_style(styles, Style("Ink", "x")) == (Style("Ink", "x"), GLOW)
    assert without_style(styles, "Ink") == (GLOW,)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"styles": 3}', '{"styles": [3]}', '{"styles": [{"name": 3}]}']
)
def test_damaged_styles_are_refused(text: str) -> None:
    with pytest.raises(JobError, match="styles is damaged"):
        read_styles(text)


# --- names ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class File:
    name: str
    path: Path


LIBRARY = [File("Ink wash", Path("/m/inkwash_v2.safetensors")), File("glow", Path("/m/sub/glow.safetensors"))]


def test_loras_are_found_by_any_of_their_names() -> None:
    tags = parse("<lora:INK WASH:0.5> <lora:glow.safetensors:0.2> <lora:nope> <lora:inkwash_v2:0.25>").loras
    loras, unknown = resolve_loras(tags, LIBRARY)
    assert loras == (Lora(str(LIBRARY[0].path), 0.75), Lora(str(LIBRARY[1].path), 0.2))
    assert unknown == ("nope",)
    many, _ = resolve_loras(parse("<lora:glow:4><lora:glow:4>").loras, LIBRARY)
    assert many[0].weight == 4.0


def test_textual_inversions_are_found() -> None:
    prompts = [parse("embedding:Glow x"), parse("glow", ["glow"]), parse("embedding:nope")]
    assert resolve_embeddings(prompts, LIBRARY) == (str(LIBRARY[1].path),)
