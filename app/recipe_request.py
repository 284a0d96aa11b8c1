"""From the job in a recipe back to the request that an artist would make to have it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.generation import Request
from app.steering import ControlRequest, ReferenceRequest, RegionRequest
from canvas.document import Document
from inference.conditions import Lora
from inference.framing import Mode
from inference.job import Job, Kind
from inference.models import ModelInfo
from inference.prompt import parse
from inference.prompt.names import key_of


def request_of_job(
    job: Job, settings: Mapping[str, Any], model: ModelInfo | None, document: Document
) -> Request:
    """The request, as far as the document still holds what it needs.

    `settings` is the recipe's; it may tell the layers that steered ("sources"). Where one of these is gone, a
    control or reference takes the very picture that went into the job; a region without layer is left out.
    """
    sources = settings.get("sources")
    ids = _Sources(sources if isinstance(sources, Mapping) else {}, document)
    transition = settings.get("transition")
    return Request(
        kind=job.kind,
        model=model,
        prompt=job.prompt,
        negative=job.negative,
        strength=job.strength,
        steps=job.steps,
        guidance=job.guidance,
        sampler=job.sampler,
        clip_skip=job.clip_skip,
        seed=job.seed,
        mode=job.mode if job.kind is Kind.INPAINT and job.mode in tuple(Mode) else "",
        transition=transition if isinstance(transition, int) else None,
        refine=job.refine_width > 0,
        refine_strength=job.refine_strength,
        loras=_laid_over(job),
        vae=job.vae,
        painting=job.painting,
        strength_layer=ids.of("strength", 1)[0] or "",
        controls=_controls(job, ids),
        references=_references(job, ids),
        regions=_regions(job, ids),
    )


class _Sources:
    """Which layers steered, where they are still there."""

    def __init__(self, told: Mapping[str, Any], document: Document) -> None:
        self._told, self._document = told, document

    def of(self, name: str, count: int) -> Sequence[str | None]:
        """An id for each, "" for the canvas, None where it is not known or gone."""
        told = self.words(name, count)
        return [
            one if isinstance(one, str) and (not one or self._document.has(one)) else None for one in told
        ]

    def words(self, name: str, count: int) -> list[Any]:
        told = self._told.get(name)
        return told if isinstance(told, list) and len(told) == count else [None] * count


def _laid_over(job: Job) -> tuple[Lora, ...]:
    """The LoRAs that the prompt does not name itself."""
    named = {key_of(tag.name) for tag in parse(job.prompt).loras}
    return tuple(lora for lora in job.loras if key_of(lora.path) not in named)


def _controls(job: Job, ids: _Sources) -> tuple[ControlRequest, ...]:
    made = []
    count = len(job.controls)
    for control, source, ready in zip(
        job.controls, ids.of("controls", count), ids.words("ready", count), strict=True
    ):
        kept = control.image if source is None else None
        made.append(
            ControlRequest(
                control.kind,
                control.model,
                source or "",
                control.weight,
                control.start,
                control.end,
                ready=kept is not None or (source is not None and ready == "yes"),
                image=kept,
                frame=job.frame if kept is not None else None,
                estimator=control.estimator,
            )
        )
    return tuple(made)


def _references(job: Job, ids: _Sources) -> tuple[ReferenceRequest, ...]:
    return tuple(
        ReferenceRequest(one.kind, one.model, source or "", one.image if source is None else None, one.weight)
        for one, source in zip(job.references, ids.of("references", len(job.references)), strict=True)
    )


def _regions(job: Job, ids: _Sources) -> tuple[RegionRequest, ...]:
    pairs = zip(job.regions, ids.of("regions", len(job.regions)), strict=True)
    return tuple(RegionRequest(source, one.prompt, one.weight) for one, source in pairs if source)
