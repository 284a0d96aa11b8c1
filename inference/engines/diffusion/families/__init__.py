"""The model families that the engine can run; each is imported when it is first asked for."""

from __future__ import annotations

from inference.engines.diffusion.families.architecture import Architecture, Part
from inference.families import Family

__all__ = ["Architecture", "Part", "architecture"]


def architecture(family: Family) -> Architecture:
    """The family's architecture. diffusers imports a family's code on demand, which takes a second."""
    match family:
        case "sd15":
            from inference.engines.diffusion.families.stable_diffusion import StableDiffusion15

            return StableDiffusion15()
        case "sdxl":
            from inference.engines.diffusion.families.stable_diffusion import StableDiffusionXL

            return StableDiffusionXL()
        case "sd3":
            from inference.engines.diffusion.families.sd3 import StableDiffusion3

            return StableDiffusion3()
        case "flux":
            from inference.engines.diffusion.families.flux import Flux

            return Flux()
        case "flux2":
            from inference.engines.diffusion.families.flux2 import Flux2

            return Flux2()
        case "qwen":
            from inference.engines.diffusion.families.qwen import QwenImage

            return QwenImage()
        case "zimage":
            from inference.engines.diffusion.families.zimage import ZImage

            return ZImage()
