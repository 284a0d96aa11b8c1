"""The messages of a generation: `Job` in, `Progress` on the way, `Result` out; frozen, plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from inference.conditions import Control, Lora, Reference, Region
from inference.errors import JobError

MAX_CLIP_SKIP = 11  # of the twelve layers of the CLIP that SD 1.5 and SDXL share
MAX_REFINED = 16_384  # pixels, side of an enlarged result
STAGES = ("ground", "block_in", "forms", "details", "accents", "lines")  # of a painting, from the bottom
LINES = ("on_top", "off", "painted_in")  # what becomes of a sketch's lines


class Kind(StrEnum):
    """What is asked for. Every kind but TEXT needs `Job.image`; INPAINT also needs `Job.mask`."""

    PAINT = "paint"  # sketch or picture -> painting (img2img)
    INPAINT = "inpaint"  # repaint where the mask is white
    VARY = "vary"  # other versions of a picture
    TEXT = "text"  # from the prompt alone
    EDIT = "edit"  # change the picture as the prompt tells ("make it night"); for models trained to


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a job's work picture lies in its document, in document pixels (may reach past the edges)."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Painting:
    """What the artist holds fast when the built-in painter paints; read by the engine "painterly" alone."""

    # Degrees: azimuth (0 = from the right, counter-clockwise) and elevation (90 = from the viewer).
    light: tuple[float, float] | None = None  # None: the seed chooses
    lines: str = "on_top"  # one of LINES
    lock_palette: bool = False  # colours do not vary with the seed
    lock_values: bool = False  # lights and darks do not vary with the seed
    lock_lines: bool = False  # the sketch's lines exactly where they are
    style_seed: int | None = None  # of light, palette and handling; None: the job's seed rules these too
    medium: str = ""  # a key of the painter's media; "": as the words say

    def __post_init__(self) -> None:
        """Check ranges. Raises JobError with a sentence for the artist."""
        if self.light is not None:
            azimuth, elevation = self.light
            if not -360.0 <= azimuth <= 360.0:
                raise JobError("The light's direction must lie between -360 and 360 degrees.")
            if not 0.0 <= elevation <= 90.0:
                raise JobError("The light's height must lie between 0 and 90 degrees.")
        if self.lines not in LINES:
            raise JobError(
                "A sketch's lines can be on top, off or painted in, not '{lines}'.", lines=self.lines
            )
        if self.style_seed is not None and not 0 <= self.style_seed < 2**32:
            raise JobError("The seed must be a whole number from 0 to 4294967295.")


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Everything that one generated picture depends on: the same job gives the same pixels again.

    `image` is H×W×3 uint8 sRGB at the engine's working size; `mask` (H×W uint8, 255 = repaint) and
    `strength_map` (H×W uint8, 255 = full `strength`) have the same H and W. `frame` says where the work
    picture belongs in the document; its size differs from H×W when the engine works at another scale.
    """

    kind: Kind
    engine: str  # "painterly" or "diffusion"
    frame: Frame
    prompt: str = ""
    negative: str = ""
    image: np.ndarray | None = None
    mask: np.ndarray | None = None
    strength_map: np.ndarray | None = None
    seed: int = 0  # 0 … 2**32 - 1
    strength: float = 0.6  # denoise strength, 0 … 1
    steps: int = 20
    guidance: float = 7.0  # classifier-free guidance scale
    sampler: str = ""  # "" = the model's own
    clip_skip: int = 0  # layers of CLIP left out beyond those that the family leaves out (SD 1.5, SDXL)
    model: str = ""  # path of a diffusers folder or a .safetensors file; "" for engines without models
    width: int = 0  # working size; taken from `image` where there is one
    height: int = 0
    loras: tuple[Lora, ...] = ()
    embeddings: tuple[str, ...] = ()  # paths of textual inversions; their words are their files' names
    vae: str = ""  # path of a VAE to use in place of the model's own
    controls: tuple[Control, ...] = ()
    references: tuple[Reference, ...] = ()
    regions: tuple[Region, ...] = ()
    refine_width: int = 0  # where above 0: the result is enlarged to this size and refined in tiles
    refine_height: int = 0
    refine_strength: float = 0.4  # denoise strength of that refinement, 0 … 1
    painting: Painting | None = None  # for the built-in painter; None: nothing is held
    asked: str = ""  # the prompt as it was written, where wildcards chose its words; a remark
    mode: str = ""  # how the artist meant it ("fill", "remove" …); a remark that the painter alone reads

    def __post_init__(self) -> None:
        """Check shapes, dtypes and ranges. Raises JobError with a sentence for the artist."""
        if self.kind is not Kind.TEXT and self.image is None:
            raise JobError("A '{kind}' job needs a picture to start from.", kind=str(self.kind))
        if self.kind is Kind.INPAINT and self.mask is None:
            raise JobError("Inpainting needs a selection or a mask.")
        if self.image is not None:
            if self.image.dtype != np.uint8 or self.image.ndim != 3 or self.image.shape[2] != 3:
                raise JobError("A job's picture must be H×W×3, 8 bits per channel.")
            object.__setattr__(self, "height", self.image.shape[0])
            object.__setattr__(self, "width", self.image.shape[1])
        for name in ("mask", "strength_map"):
            plane = getattr(self, name)
            if plane is not None and (plane.dtype != np.uint8 or plane.shape != (self.height, self.width)):
                raise JobError("A job's '{plane}' must be H×W, 8 bits, as large as its picture.", plane=name)
        if self.width < 1 or self.height < 1:
            raise JobError("A job needs a picture, or a width and a height of at least 1 pixel.")
        if not 0.0 <= self.strength <= 1.0:
            raise JobError("Strength must lie between 0 and 1.")
        if not 1 <= self.steps <= 1000:
            raise JobError("Steps must lie between 1 and 1000.")
        if not 0.0 <= self.guidance <= 100.0:
            raise JobError("Guidance must lie between 0 and 100.")
        if not 0 <= self.seed < 2**32:
            raise JobError("The seed must be a whole number from 0 to 4294967295.")
        if not 0 <= self.clip_skip <= MAX_CLIP_SKIP:
            raise JobError("At most {most} layers of the text encoder can be skipped.", most=MAX_CLIP_SKIP)
        if not 0.0 <= self.refine_strength <= 1.0:
            raise JobError("Strength must lie between 0 and 1.")
        if not all(0 <= side <= MAX_REFINED for side in (self.refine_width, self.refine_height)):
            raise JobError("A result can be enlarged to at most {most} pixels a side.", most=MAX_REFINED)
        if (self.refine_width > 0) != (self.refine_height > 0):
            raise JobError("Enlarging needs a width and a height.")
        size = self.height, self.width
        for control in self.controls:
            if control.image.shape[:2] != size:
                raise JobError("A control's picture must be as large as the job's own.")
        for region in self.regions:
            if region.mask.shape != size:
                raise JobError("A region's mask must be as large as the job's own.")
        for plane in (self.image, self.mask, self.strength_map):
            if plane is not None:
                plane.setflags(write=False)

    def with_seed(self, seed: int) -> Job:
        """The same job with another seed."""
        return replace(self, seed=seed % 2**32)


@dataclass(frozen=True, slots=True)
class StrokeBrush:
    """How the canvas should lay down a class of strokes. All but `spacing` are 0 … 1."""

    name: str  # "medium.tool", such as "oil.flat" or "watercolour.wash"
    hardness: float = 0.7  # share of the radius that is solid
    flow: float = 1.0  # share of the opacity that one dab lays down
    spacing: float = 0.12  # between dabs, in diameters
    aspect: float = 1.0  # short side over long side of the tip
    angle_follows: bool = False  # the tip's long side lies across the stroke, as a flat brush is held
    grain: float = 0.0  # how much the tooth of paper or canvas shows
    jitter_value: float = 0.0  # from dab to dab
    jitter_hue: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """S brush strokes in painting order, as flat arrays. Stroke i owns points[offsets[i]:offsets[i + 1]].

    `layer` never falls along the order: one stage is finished before the next begins.
    """

    points: np.ndarray  # P×3 float32: x, y in work pixels (pixel centres at .5), pressure 0 … 1
    offsets: np.ndarray  # S+1 int32
    colours: np.ndarray  # S×3 float32, sRGB-encoded 0 … 1
    sizes: np.ndarray  # S float32, diameter in work pixels at full pressure
    opacities: np.ndarray  # S float32, 0 … 1
    brush: np.ndarray  # S uint8, index into `brushes`
    layer: np.ndarray  # S uint8, index into `layers`
    brushes: tuple[StrokeBrush, ...]
    layers: tuple[str, ...] = ("forms",)  # keys out of STAGES, from the bottom

    def __len__(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """How far a running job is. `preview` is a small H×W×3 uint8 picture, or None."""

    step: int
    steps: int
    stage: str = ""  # a key such as "loading", "painting", "decoding"; the app words it
    preview: np.ndarray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What an engine made of a job: a picture (H×W×3 or H×W×4 straight alpha, uint8) or strokes."""

    job: Job
    image: np.ndarray | None = None
    strokes: Strokes | None = None
    seconds: float = 0.0
    peak_memory: int = 0  # bytes, of the device that did the work; 0 = unknown
    notes: tuple[str, ...] = field(default=())  # machine-readable remarks, e.g. "ignored:sparkly"
