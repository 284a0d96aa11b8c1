"""Draws the program's icon, resources/icons/scumble.svg, in the sizes and files that desktops ask for."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from installer import contents

SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)  # pixels; the folders of the hicolor theme
SOURCE = contents.ROOT / "resources" / "icons" / "scumble.svg"


def make(folder: Path) -> None:
    """scumble-<size>.png for each size, scumble.svg, and scumble.ico or scumble.icns for this system."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for size in (*SIZES, 1024):
        draw(size, folder / f"scumble-{size}.png")
    shutil.copyfile(SOURCE, folder / "scumble.svg")
    with Image.open(folder / "scumble-256.png") as picture:
        picture.save(folder / "scumble.ico", sizes=[(size, size) for size in (16, 24, 32, 48, 64, 128, 256)])
    if sys.platform == "darwin":
        with Image.open(folder / "scumble-1024.png") as picture:
            picture.save(folder / "scumble.icns")


def draw(size: int, target: Path) -> None:
    """One square picture of the icon, `size` pixels wide."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    if not image.save(str(target)):
        raise OSError(f"{target} cannot be written")
