"""Where other programs keep their models: A1111, Forge, ComfyUI, InvokeAI and the hub's cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inference.errors import Sentence
from inference.library.extra_paths import EXTRA_NAMES, extra_folders

A1111_FOLDERS = (
    "models/Stable-diffusion",
    "models/Lora",
    "models/LyCORIS",
    "models/VAE",
    "models/VAE-approx",
    "models/ControlNet",
    "models/text_encoder",
    "models/diffusers",
    "models/ESRGAN",
    "models/RealESRGAN",
    "models/SwinIR",
    "models/DAT",
    "extensions/sd-webui-controlnet/models",
    "embeddings",
)
COMFY_FOLDERS = (
    "models/checkpoints",
    "models/diffusion_models",
    "models/unet",
    "models/text_encoders",
    "models/clip",
    "models/clip_vision",
    "models/loras",
    "models/vae",
    "models/vae_approx",
    "models/controlnet",
    "models/t2i_adapter",
    "models/ipadapter",
    "models/embeddings",
    "models/upscale_models",
    "models/diffusers",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A program's folders, with what went wrong while they were looked up."""

    program: str  # its name; "" for an ordinary folder
    folders: tuple[Path, ...]
    problems: tuple[tuple[Path, Sentence], ...] = ()


def layout_of(folder: Path) -> Layout:
    """Which program's folder it is, and where that keeps models; any other folder stands for itself.

    Names of folders tell; nothing but ComfyUI's and InvokeAI's settings is read.
    """
    for tell in (_invoke, _comfy, _a1111, _hub):
        if (found := tell(folder)) is not None:
            return found
    return Layout("", (folder,))


def _a1111(folder: Path) -> Layout | None:
    if not (folder / "models" / "Stable-diffusion").is_dir():
        return None
    forge = (folder / "modules_forge").is_dir() or (folder / "backend").is_dir()
    return Layout("Forge" if forge else "A1111", _existing(folder, A1111_FOLDERS))


def _comfy(folder: Path) -> Layout | None:
    if not (folder / "models" / "checkpoints").is_dir():
        return None
    folders = list(_existing(folder, COMFY_FOLDERS))
    problems: list[tuple[Path, Sentence]] = []
    for name in EXTRA_NAMES:
        if (folder / name).is_file():
            extra, problem = extra_folders(folder / name)
            folders += [path for path in extra if path not in folders]
            problems += [(folder / name, problem)] if problem is not None else []
    return Layout("ComfyUI", tuple(folders), tuple(problems))


def _invoke(folder: Path) -> Layout | None:
    """Its models lie by base and type or, in later versions, in folders named by keys: both are searched."""
    if not any((folder / name).is_file() for name in ("invokeai.yaml", "databases/invokeai.db")):
        return None
    return Layout("InvokeAI", _existing(folder, ("models", "autoimport", "embeddings", "loras")))


def _hub(folder: Path) -> Layout | None:
    """The hub's own cache; what lies in there is found like in any folder."""
    try:
        models = folder.name == "hub" and any(entry.name.startswith("models--") for entry in folder.iterdir())
    except OSError:
        return None
    return Layout("Hugging Face", (folder,)) if models else None


def _existing(folder: Path, names: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(path for name in names if (path := folder / name).is_dir())


# --- where they may be ----------------------------------------------------------------------------------

_PLACES = (
    "stable-diffusion-webui",
    "stable-diffusion-webui-forge",
    "stable-diffusion-webui-reForge",
    "sd-webui-forge-neo",
    "forge",
    "ComfyUI",
    "comfyui",
    "ComfyUI_windows_portable/ComfyUI",
    "invokeai",
    "InvokeAI",
    ".local/share/krita-ai-diffusion/server/ComfyUI",
    "AppData/Roaming/krita-ai-diffusion/server/ComfyUI",
    "Library/Application Support/krita-ai-diffusion/server/ComfyUI",
)
_ABOVE = ("", "Documents", "AI", "ai", "Apps", "apps", "src", "git", "Downloads", "Desktop")
_SHELVES = (  # folders of launchers, with one program in each folder below
    "StabilityMatrix/Packages",
    "StabilityMatrix/Data/Packages",
    "AppData/Roaming/StabilityMatrix/Packages",
    ".local/share/StabilityMatrix/Packages",
)


def find_installs(home: Path, environment: Mapping[str, str]) -> tuple[tuple[Path, Layout], ...]:
    """Programs with models that are likely here, each with its folder; to be offered, not silently used."""
    places = [home / above / place for above in _ABOVE for place in _PLACES]
    for shelf in _SHELVES:
        try:
            places += sorted((home / shelf).iterdir())
        except OSError:
            continue  # not there, which is the usual case
    places += _hub_places(home, environment)
    found: dict[Path, tuple[Path, Layout]] = {}
    for place in places:
        if place.is_dir():
            layout = layout_of(place)
            if layout.program and layout.folders:
                found.setdefault(place.resolve(), (place, layout))
    return tuple(found.values())


def _hub_places(home: Path, environment: Mapping[str, str]) -> list[Path]:
    """As huggingface_hub looks for its cache."""
    if named := environment.get("HF_HUB_CACHE") or environment.get("HUGGINGFACE_HUB_CACHE"):
        return [Path(named)]
    if named := environment.get("HF_HOME"):
        return [Path(named) / "hub"]
    cache = environment.get("XDG_CACHE_HOME")
    return [(Path(cache) if cache else home / ".cache") / "huggingface" / "hub"]
