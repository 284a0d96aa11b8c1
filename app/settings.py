"""Every setting, declared once with type, default and label; kept by QSettings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QObject, QSettings, Signal

from app.i18n import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `kind` is bool, int, float or str; numbers have a range, texts may have choices."""

    id: str
    default: Any
    label: str  # source text of the "Settings" translation context
    help: str = ""
    minimum: float = 0.0
    maximum: float = 1.0
    choices: tuple[str, ...] = ()
    shown: bool = True  # in the dialog

    @property
    def kind(self) -> type:
        return type(self.default)


SETTINGS: tuple[Setting, ...] = (
    Setting("new/width", 1600, QT_TRANSLATE_NOOP("Settings", "New picture: width"), minimum=1, maximum=65536),
    Setting(
        "new/height", 1200, QT_TRANSLATE_NOOP("Settings", "New picture: height"), minimum=1, maximum=65536
    ),
    Setting(
        "undo/budget_mb",
        0,
        QT_TRANSLATE_NOOP("Settings", "Memory for undo (MB, 0 = a quarter of all)"),
        QT_TRANSLATE_NOOP(
            "Settings", "Older steps are packed, then kept on disk, when undo needs more than this."
        ),
        maximum=1 << 20,
    ),
    Setting(
        "files/memory_mb",
        0,
        QT_TRANSLATE_NOOP("Settings", "Memory for one opened file (MB, 0 = all)"),
        QT_TRANSLATE_NOOP("Settings", "A file whose layers need more than this is not opened."),
        maximum=1 << 24,
    ),
    Setting(
        "files/seconds",
        8,
        QT_TRANSLATE_NOOP("Settings", "Time for opening a small file (seconds)"),
        QT_TRANSLATE_NOOP(
            "Settings", "A file that asks for far more work than its size should is given up after this."
        ),
        minimum=1,
        maximum=3600,
    ),
    Setting(
        "models/folders",
        "",
        QT_TRANSLATE_NOOP("Settings", "Model folders"),
        QT_TRANSLATE_NOOP("Settings", "Folders with diffusion models, separated by semicolons."),
    ),
    Setting(
        "models/hub",
        "",
        QT_TRANSLATE_NOOP("Settings", "Model hub"),
        QT_TRANSLATE_NOOP("Settings", "Address that models are downloaded from; empty for huggingface.co."),
    ),
    Setting(
        "updates/address",
        "",
        QT_TRANSLATE_NOOP("Settings", "Address of new versions"),
        QT_TRANSLATE_NOOP(
            "Settings",
            "Read only when you choose “Check for updates”, and believed only if it is signed; empty for the "
            "usual one.",
        ),
    ),
    Setting("models/downloads", "", "", shown=False),  # folder; "" for the program's own
    Setting("models/declined", "", "", shown=False),  # folders of other programs, not to be offered again
    Setting(
        "engine/8bit",
        False,
        QT_TRANSLATE_NOOP("Settings", "Hold models in 8 bits where memory is short"),
        QT_TRANSLATE_NOOP(
            "Settings",
            "Much faster than moving them in and out, and details differ a little. Where memory suffices, "
            "nothing changes.",
        ),
    ),
    Setting(
        "engine/fast",
        False,
        QT_TRANSLATE_NOOP("Settings", "Compile models for speed"),
        QT_TRANSLATE_NOOP(
            "Settings",
            "The first picture with a model takes minutes longer, all later ones are faster. Pixels may "
            "differ by a hair. Needs a graphics card and a compiler.",
        ),
    ),
    Setting(
        "pen/hold_inference",
        True,
        QT_TRANSLATE_NOOP("Settings", "Let the pen go first"),
        QT_TRANSLATE_NOOP("Settings", "A running generation waits between steps while you paint."),
    ),
    Setting(
        "pen/hold_ms",
        500,
        QT_TRANSLATE_NOOP("Settings", "The pen delays a step by at most (ms)"),
        maximum=10_000,
    ),
    Setting(
        "assist/history_mb",
        512,
        QT_TRANSLATE_NOOP("Settings", "Room for results in a picture's file (MB)"),
        QT_TRANSLATE_NOOP(
            "Settings",
            "Everything that is generated stays with the picture. Beyond this, the oldest results keep only "
            "their settings and a small picture.",
        ),
        maximum=1 << 20,
    ),
    Setting("view/smooth_above_100", False, QT_TRANSLATE_NOOP("Settings", "Smooth pixels when zoomed in")),
    Setting(
        "worker/timeout_s",
        0,
        QT_TRANSLATE_NOOP("Settings", "Stop a job after (seconds, 0 = never)"),
        maximum=86400,
    ),
    Setting(
        "worker/silence_s",
        30,
        QT_TRANSLATE_NOOP("Settings", "Restart the engine when it is silent for (seconds)"),
        QT_TRANSLATE_NOOP("Settings", "A large model on a slow disk may need longer."),
        minimum=5,
        maximum=3600,
    ),
    Setting(
        "brush/pressed_outline",
        False,
        QT_TRANSLATE_NOOP("Settings", "Brush outline follows the pressure"),
        QT_TRANSLATE_NOOP("Settings", "While painting, the outline is as large as the dab under the pen."),
    ),
    Setting("hand/brush", "", "", shown=False),  # ids
    Setting("hand/eraser", "", "", shown=False),
    Setting("hand/colours", "", "", shown=False),  # "#rrggbb #rrggbb": foreground and background
    Setting("brush/list", "grid", "", shown=False),  # or "rows"
    Setting("brush/filter", "", "", shown=False),  # what the panel showed last
    Setting("export/quality", 92, "", minimum=1, maximum=100, shown=False),
    Setting("export/lossless", True, "", shown=False),  # of WebP
    Setting("export/deep", False, "", shown=False),  # 16 bits a channel
    Setting("export/recipes", True, "", shown=False),  # say what was generated
    Setting("export/profile", False, "", shown=False),  # in the colours of the file that was opened
    Setting("assist/last", "", "", shown=False),
    Setting("assist/history_open", True, "", shown=False),
    Setting("film/seconds", 12, "", minimum=2, maximum=120, shown=False),
    Setting("film/side", 1024, "", minimum=16, maximum=4096, shown=False),  # pixels, longest side
    Setting("film/rate", 24, "", minimum=1, maximum=60, shown=False),  # frames a second
    Setting("film/kind", ".webp", "", shown=False),
    Setting("watch/speed", 16, "", minimum=1, maximum=64, shown=False),  # times a quick hand
    Setting("view/rulers", False, "", shown=False),
    Setting("view/guides", True, "", shown=False),
    Setting("view/snap", True, "", shown=False),  # to guides
    Setting("view/lock_guides", False, "", shown=False),
    Setting("window/geometry", "", "", shown=False),
    Setting("window/state", "", "", shown=False),
    Setting("files/recent", "", "", shown=False),
    Setting("colour/recent", "", "", shown=False),  # "#rrggbb", newest first, between them spaces
    Setting("colour/wheel", "triangle", "", shown=False),
    Setting("colour/sliders", "hsv", "", shown=False),
    Setting("palette/current", "", "", shown=False),  # the file's name
)


def window_store() -> QSettings:
    """Where the window keeps its settings."""
    return QSettings("scumble", "scumble")


class Settings(QObject):
    """Reads and writes settings by id; a stored value of the wrong type falls back to the default."""

    changed = Signal(str)

    def __init__(self, store: QSettings) -> None:
        super().__init__()
        self._store = store
        self._known = {setting.id: setting for setting in SETTINGS}

    @property
    def folder(self) -> Path:
        """Where the artist's brushes and the like are kept: beside the settings if those are in a file of
        their own, else where the system keeps a program's data."""
        if self._store.format() == QSettings.Format.IniFormat:
            return Path(self._store.fileName()).parent
        return Path(platformdirs.user_data_dir("scumble", False))

    @property
    def cache_folder(self) -> Path:
        """Where files are kept that can be made again."""
        if self._store.format() == QSettings.Format.IniFormat:
            return self.folder / "cache"
        return Path(platformdirs.user_cache_dir("scumble", False))

    def get(self, setting_id: str) -> Any:
        setting = self._known[setting_id]
        value = self._store.value(setting_id, setting.default)
        try:
            if setting.kind is bool:
                words = {"true": True, "1": True, "false": False, "0": False}
                return words.get(str(value).lower(), setting.default)
            value = setting.kind(value)
        except (TypeError, ValueError):
            return setting.default
        if setting.kind in (int, float):
            return min(max(value, setting.kind(setting.minimum)), setting.kind(setting.maximum))
        return value

    def set(self, setting_id: str, value: Any) -> None:
        setting = self._known[setting_id]
        self._store.setValue(setting_id, setting.kind(value))
        self.changed.emit(setting_id)
