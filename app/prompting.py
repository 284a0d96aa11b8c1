"""From the prompts as they were written to what a job gets: wildcards chosen, LoRAs and embeddings found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inference.conditions import Lora
from inference.families import Family
from inference.models import Part
from inference.prompt import expand, parse, resolve_embeddings, resolve_loras

_NEGATIVE, _REGIONS = 1, 2  # their wildcards are chosen independently of the prompt's


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names in a prompt may mean."""

    parts: tuple[Part, ...] = ()
    wildcards: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def fitting(self, kind: str, family: Family | None) -> tuple[Part, ...]:
        """The parts of a kind, those first that the family can use."""
        found = [part for part in self.parts if part.kind == kind]
        return tuple(sorted(found, key=lambda part: family not in part.families))


@dataclass(frozen=True, slots=True)
class Worded:
    """What a job says."""

    prompt: str
    negative: str
    asked: str  # the prompt before wildcards were chosen; "" where that changed nothing
    loras: tuple[Lora, ...]
    embeddings: tuple[str, ...]  # paths


def put_in_words(
    prompt: str,
    negative: str,
    seed: int,
    vocabulary: Vocabulary,
    family: Family | None,
    loras: tuple[Lora, ...] = (),
) -> Worded:
    """The words and parts of the job with this seed; `loras` are laid over besides those that are named.

    A LoRA that is both named and given has the weight that the prompt says.
    """
    prompt, negative = prompt.strip(), negative.strip()
    said = expand(prompt, seed, vocabulary.wildcards).text
    unsaid = expand(negative, seed, vocabulary.wildcards, _NEGATIVE).text
    asked = prompt if said != prompt else ""
    if family is None:  # the built-in painter
        return Worded(said, unsaid, asked, (), ())
    words = vocabulary.fitting("embedding", family)
    names = [part.path.stem for part in words]
    readings = [parse(text, names) for text in (said, unsaid)]
    named, _ = resolve_loras(readings[0].loras, vocabulary.fitting("lora", family))
    kept = tuple(lora for lora in loras if all(lora.path != other.path for other in named))
    return Worded(said, unsaid, asked, (*kept, *named), resolve_embeddings(readings, words))


def words_of_region(prompt: str, seed: int, number: int, vocabulary: Vocabulary) -> str:
    """The prompt of region `number` (from 0) of the job with this seed, its wildcards chosen."""
    return expand(prompt.strip(), seed, vocabulary.wildcards, _REGIONS + number).text
