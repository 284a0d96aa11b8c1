"""Puts what a job asks for beside its prompt around the model, and takes it away again when the job ends."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from accelerate.hooks import remove_hook_from_module

from inference.conditions import Control, Reference
from inference.engines.diffusion import pictures
from inference.engines.diffusion.adapters import (
    controlnet,
    image_encoder,
    ip_adapter,
    lora,
    lora_file,
    networks,
    regions,
    textual_inversion,
    vae,
)
from inference.engines.diffusion.adapters.files import Shelf, stamp
from inference.engines.diffusion.conditioning import condition_text
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.work import Work
from inference.families import TRAITS
from inference.job import Job

if TYPE_CHECKING:
    from inference.engines.diffusion.adapters import estimator

GIB = 1 << 30
LORA_ROOM = 2 * GIB  # bytes of main memory for files that later jobs may want again
NETWORK_ROOM = 8 * GIB
SIGHT_ROOM = GIB // 2
WORD_ROOM = GIB // 16
TOKENIZER_ROOM = 4  # tokenizers
# Imported where a job asks for them: they bring networks of the libraries along that few jobs want.
_LATER = ("controlnet_file", "estimator")


@dataclass(frozen=True, slots=True)
class _Loaded:
    """All that a job asks for, read and checked; nothing is changed yet."""

    loras: lora.Stacked
    words: tuple[textual_inversion.Word, ...]
    tokenizers: dict[str, Any]
    vae: Any  # or None
    controls: tuple[Any, ...]  # networks, one for each of `Job.controls`
    maps: tuple[Control, ...]  # these, with what an estimator drew as their pictures
    sights: tuple[tuple[ip_adapter.Sight, str, float], ...]  # with the reference's kind and weight


class Adapters:
    """LoRAs, textual inversions, VAEs, ControlNets, reference pictures and regions for one engine's jobs.

    `prepare` runs before the model is put on the device, `ready` after that and before the pipeline call.
    What was read stays for the next job that wants it.
    """

    def __init__(self) -> None:
        self._loras: Shelf[lora_file.LoraWeights] = Shelf(LORA_ROOM)
        self._words: Shelf[textual_inversion.Word] = Shelf(WORD_ROOM)
        self._tokenizers: Shelf[Any] = Shelf(TOKENIZER_ROOM)
        self._networks: Shelf[torch.nn.Module] = Shelf(NETWORK_ROOM)  # ControlNets, VAEs, image encoders
        self._adapters: Shelf[ip_adapter.Adapter] = Shelf(NETWORK_ROOM)
        self._sights: Shelf[ip_adapter.Sight] = Shelf(SIGHT_ROOM)
        self._estimators: Shelf[estimator.Estimator] = Shelf(NETWORK_ROOM)
        self._maps: Shelf[np.ndarray] = Shelf(SIGHT_ROOM)
        self._stacked: tuple[Hashable, lora.Stacked] | None = None  # of the last job, on the device
        self._loaded: _Loaded | None = None  # of the job at work

    def warm_up(self) -> None:
        """Import what the first job with a ControlNet would otherwise wait for."""
        for name in _LATER:
            import_module(f"inference.engines.diffusion.adapters.{name}")

    def prepare(self, work: Work) -> None:
        """Read and check everything, then lay LoRAs, words, references and the VAE around the model.

        Raises ModelError or JobError before anything is changed.
        """
        model, parts = work.model, work.model.parts
        loaded = self._load(work)
        self._rest(loaded)
        undo = work.undo
        undo.callback(self._forget)
        self._loaded = loaded
        undo.enter_context(lora.laid_over(parts, loaded.loras))
        if loaded.words:
            undo.enter_context(textual_inversion.spoken(work.pipe, parts, loaded.words, loaded.tokenizers))
        if loaded.sights:
            undo.enter_context(ip_adapter.resembling(model.denoiser(), loaded.sights, model.device.torch))
        if loaded.vae is not None:
            undo.enter_context(_with_vae(work.pipe, loaded.vae, model.device.dtype))
        guests = {one for one in (*loaded.controls, loaded.vae) if one is not None}
        work.guest_bytes += sum(networks.weigh(one) for one in guests if _elsewhere(one, model.device.torch))

    def ready(self, work: Work) -> None:
        """Let the denoiser follow the ControlNets and the regions' prompts; the model is in its place now."""
        job, model, loaded = work.job, work.model, self._loaded
        assert loaded is not None  # `prepare` came before
        family, denoiser = model.info.family, model.denoiser()
        size = pictures.padded_size(job.width, job.height, TRAITS[family].multiple)
        if loaded.controls:
            guides = []
            for control, network in zip(loaded.maps, loaded.controls, strict=True):
                network.to(model.device.torch)
                guides.append(controlnet.make_guide(control, network, family, work.pipe, size))
            work.undo.enter_context(controlnet.followed(family, denoiser, guides, work.pipe))
        if job.regions:
            said = [self._say(work, region.prompt) for region in job.regions]
            work.undo.enter_context(regions.divided(denoiser, job.regions, said, size))

    def close(self) -> None:
        """Let go of everything that was read."""
        for shelf in (
            self._loras, self._words, self._tokenizers, self._networks, self._adapters, self._sights,
            self._estimators, self._maps,
        ):  # fmt: skip
            shelf.clear()
        self._stacked = None

    # --- reading --------------------------------------------------------------------------------------------

    def _load(self, work: Work) -> _Loaded:
        job, model = work.job, work.model
        family, own = model.info.family, model.parts["vae"]
        _check_family(job, model)
        kin = _kin(model)
        words = tuple(self._word(Path(path), model, kin) for path in dict.fromkeys(job.embeddings))
        textual_inversion.check_names(words)
        other_vae = None
        if job.vae:
            path = Path(job.vae)
            key = ("vae", stamp(path), kin, _settings(own))
            other_vae = self._networks.get(
                key, lambda: vae.read_vae(path, family, own, model.device.dtype), networks.weigh
            )
        return _Loaded(
            loras=self._stack(job, model, kin),
            words=words,
            tokenizers=self._extended(words, model),
            vae=other_vae,
            controls=tuple(self._control(Path(one.model), model, kin) for one in job.controls),
            maps=tuple(self._map(one, model) for one in job.controls),
            sights=tuple(self._sight(one, model, kin) for one in job.references),
        )

    def _stack(self, job: Job, model: Model, kin: Hashable) -> lora.Stacked:
        """The job's LoRAs as one; a LoRA named twice counts once, with the sum of its weights."""
        wanted: dict[str, float] = {}
        for one in job.loras:
            wanted[one.path] = wanted.get(one.path, 0.0) + one.weight
        read: list[tuple[lora_file.LoraWeights, float]] = []
        stamps: list[Hashable] = []
        for path, weight in sorted(wanted.items()):  # sums of many terms depend on their order
            key = (stamp(Path(path)), kin)
            found = self._loras.get(
                key,
                lambda path=path: lora_file.read_lora(Path(path), model.info.family, model.parts),
                lora_file.weigh,
            )
            if weight != 0.0:
                read.append((found, weight))
                stamps.append((key, weight))
        whole = tuple(stamps)
        if self._stacked is None or self._stacked[0] != whole:
            self._stacked = None
            self._stacked = whole, lora.stack(read, model.device.torch, model.device.dtype)
        return self._stacked[1]

    def _word(self, path: Path, model: Model, kin: Hashable) -> textual_inversion.Word:
        return self._words.get(
            (stamp(path), kin),
            lambda: textual_inversion.read_word(path, model.info.family, model.parts),
            textual_inversion.weigh,
        )

    def _extended(self, words: Sequence[textual_inversion.Word], model: Model) -> dict[str, Any]:
        """Copies of the tokenizers that know the words; the copying takes most of the time."""
        if not words:
            return {}
        names = [name for name in ("tokenizer", "tokenizer_2") if name in model.parts]
        said = tuple((word.name, word.count) for word in words)
        made = {}
        for name in names:
            own = model.parts[name]
            _, made[name] = self._tokenizers.get(
                (id(own), said), lambda own=own: (own, textual_inversion.extended(own, words)), lambda _: 1
            )
        return made

    def _control(self, path: Path, model: Model, kin: Hashable) -> Any:
        from inference.engines.diffusion.adapters import controlnet_file

        family, dtype = model.info.family, model.device.dtype
        return self._networks.get(
            ("control", stamp(path), kin),
            lambda: controlnet_file.read_controlnet(path, family, model.denoiser(), dtype),
            networks.weigh,
        )

    def _map(self, control: Control, model: Model) -> Control:
        """The control with what its estimator draws; that is read only for new pictures."""
        if not control.estimator:
            return control
        from inference.engines.diffusion.adapters import estimator

        path = Path(control.estimator)
        key = ("estimator", stamp(path))  # of the network

        def draw() -> np.ndarray:
            network = self._estimators.get(key, lambda: estimator.read_estimator(path), estimator.weigh)
            return estimator.estimate(network, control.image, model.device.torch, control.kind)

        drawn = self._maps.get(
            (key, control.kind, ip_adapter.digest(control.image)), draw, lambda one: one.nbytes
        )
        return replace(control, image=drawn, estimator="")

    def _sight(
        self, reference: Reference, model: Model, kin: Hashable
    ) -> tuple[ip_adapter.Sight, str, float]:
        """What the adapter makes of the picture; encoder and adapter are read only for new pictures."""
        path, unet, dtype = Path(reference.model), model.denoiser(), model.device.dtype
        key = (stamp(path), kin)

        def see() -> ip_adapter.Sight:
            adapter = self._adapters.get(
                key,
                lambda: ip_adapter.read_adapter(path, model.info.family, unet, dtype),
                lambda one: one.nbytes,
            )
            where = image_encoder.find_encoder(path, adapter.wanted)
            encoder = self._networks.get(
                ("eye", stamp(where), dtype),
                lambda: image_encoder.read_encoder(where, dtype),
                networks.weigh,
            )
            return ip_adapter.see(adapter, encoder, reference.image, model.device.torch)

        picture = ip_adapter.digest(reference.image)
        sight = self._sights.get((key, picture), see, lambda one: one.nbytes)
        return sight, reference.kind, reference.weight

    # --- the way back ---------------------------------------------------------------------------------------

    def _rest(self, loaded: _Loaded) -> None:
        """Networks that this job does not use make room for it on the device."""
        used = {id(network) for network in (*loaded.controls, loaded.vae)}
        for network in self._networks.values():
            if id(network) not in used:
                network.to("cpu")

    def _forget(self) -> None:
        self._loaded = None

    def _say(self, work: Work, prompt: str) -> regions.Said:
        """A region's prompt, encoded as the job's own is."""
        job, family = work.job, work.model.info.family
        found = condition_text(work.pipe, family, prompt, job.embeddings, job.clip_skip)
        work.notes.extend(note for note in found.notes if note not in work.notes)
        return regions.Said(found.kwargs["prompt_embeds"], found.kwargs.get("pooled_prompt_embeds"))


def _check_family(job: Job, model: Model) -> None:
    """Say what the model cannot take, before any file is looked for. Raises JobError or ModelError."""
    family = model.info.family
    regions.check_regions(job.regions, family)
    controlnet.check_controls(job.controls, model.info)
    if job.controls:
        from inference.engines.diffusion.adapters import controlnet_file

        for control in job.controls:
            controlnet_file.check_family(Path(control.model), family)
    for path in job.embeddings:
        textual_inversion.check_family(Path(path), family)
    for one in job.references:
        ip_adapter.check_kind(one.kind, Path(one.model).name, family, model.denoiser())
    if job.vae:
        vae.check_family(family, model.parts["vae"])


@contextmanager
def _with_vae(pipe: Any, other: Any, dtype: torch.dtype) -> Iterator[None]:
    """Let the pipeline use the VAE `other`, and leave that as it was: not widened, tiled or offloaded."""
    own, pipe.vae = pipe.vae, other
    try:
        yield
    finally:
        pipe.vae = own
        remove_hook_from_module(other)
        other.disable_tiling()
        other.to(dtype=dtype)


def _elsewhere(network: torch.nn.Module, device: torch.device) -> bool:
    """Whether it has still to be put on the device; what lies there already has its room."""
    return next(network.parameters()).device.type != device.type


def _kin(model: Model) -> Hashable:
    """The same for models that adapters cannot tell apart."""
    names = tuple(sorted(model.parts))
    return model.info.family, model.device.dtype, _settings(model.denoiser()), names


def _settings(network: Any) -> str:
    return json.dumps(dict(network.config), sort_keys=True, default=str)
