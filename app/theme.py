"""The look of the program: one neutral dark palette with one accent, and sizes that follow the font."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

# Pure greys: a tint around the canvas would shift how the artist sees every colour on it.
SURROUND = "#3d3d3d"  # around the canvas
WINDOW = "#2e2e2e"  # panels and bars
BASE = "#232323"  # lists and fields, set into the window
RAISED = "#404040"  # buttons
CARD = "#363636"  # what belongs together in a panel
HOVER = "#4c4c4c"
ROW = "#404040"  # the chosen row of a list
TRACK = "#575757"  # the filled part of a slider
LINE = "#1b1b1b"  # between parts
EDGE = "#5a5a5a"  # outline of what can be pressed
TEXT = "#e4e4e4"
MUTED = "#adadad"  # second-rank text
DISABLED = "#7d7d7d"
ACCENT = "#e39a4f"  # checked, focused, chosen: the only hue in the chrome
ON_ACCENT = "#1c1c1c"
GUIDE = "#17b2e8"  # lines on the canvas that are no paint
CHECK_LIGHT = "#b4b4b4"  # the checkerboard under transparency
CHECK_DARK = "#8c8c8c"

_BASE_HEIGHT = 14.0  # line height in pixels of the font for which all sizes were drawn


def scaled(pixels: float) -> int:
    """A length in device-independent pixels, grown or shrunk with the application's font."""
    return max(1, round(pixels * _factor(QGuiApplication.font().key())))


@cache
def _factor(_font: str) -> float:
    """How much larger all sizes are than drawn; asking a font for its height costs most of a millisecond."""
    return min(max(QFontMetricsF(QGuiApplication.font()).height() / _BASE_HEIGHT, 0.8), 3.0)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 … 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def palette() -> QPalette:
    """The colours for Qt's own widgets."""
    role = QPalette.ColorRole
    result = QPalette()
    for target, colour in (
        (role.Window, WINDOW),
        (role.WindowText, TEXT),
        (role.Base, BASE),
        (role.AlternateBase, WINDOW),
        (role.Text, TEXT),
        (role.PlaceholderText, MUTED),
        (role.Button, RAISED),
        (role.ButtonText, TEXT),
        (role.BrightText, ACCENT),
        (role.ToolTipBase, BASE),
        (role.ToolTipText, TEXT),
        (role.Highlight, ACCENT),
        (role.HighlightedText, ON_ACCENT),
        (role.Accent, ACCENT),
        (role.Link, ACCENT),
        (role.LinkVisited, ACCENT),
        (role.Light, HOVER),
        (role.Midlight, RAISED),
        (role.Mid, WINDOW),
        (role.Dark, LINE),
        (role.Shadow, LINE),
    ):
        result.setColor(target, QColor(colour))
    off = QPalette.ColorGroup.Disabled
    for target in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        result.setColor(off, target, QColor(DISABLED))
    result.setColor(off, role.Highlight, QColor(RAISED))
    result.setColor(off, role.HighlightedText, QColor(DISABLED))
    return result


def sheet() -> str:
    """What the palette cannot say, as a style sheet."""
    small, pad = scaled(3), scaled(4)
    return f"""
QToolTip {{ background: {BASE}; color: {TEXT}; border: 1px solid {EDGE}; padding: {small}px; }}
QMainWindow::separator {{ background: {LINE}; width: {small}px; height: {small}px; }}
QMainWindow::separator:hover {{ background: {ACCENT}; }}
QDockWidget::title {{ background: {WINDOW}; text-align: left; padding: {pad}px {scaled(8)}px; }}
QToolButton {{ border: 1px solid transparent; border-radius: {small}px; padding: {scaled(2)}px; }}
QToolButton:hover {{ background: {HOVER}; }}
QToolButton:pressed {{ background: {BASE}; }}
QToolButton:checked {{ background: {BASE}; border-color: {EDGE}; }}
QToolButton:focus {{ border-color: {ACCENT}; }}
QToolButton:disabled {{ background: transparent; }}
QToolBar {{ border: none; background: {WINDOW}; spacing: {scaled(2)}px; }}
QScrollBar:vertical {{ background: {WINDOW}; width: {scaled(10)}px; margin: 0; border: none; }}
QScrollBar:horizontal {{ background: {WINDOW}; height: {scaled(10)}px; margin: 0; border: none; }}
QScrollBar::handle {{ background: {EDGE}; border-radius: {small}px; margin: {scaled(2)}px; }}
QScrollBar::handle:vertical {{ min-height: {scaled(24)}px; }}
QScrollBar::handle:horizontal {{ min-width: {scaled(24)}px; }}
QScrollBar::handle:hover {{ background: {DISABLED}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QStatusBar {{ background: {WINDOW}; color: {MUTED}; }}
QStatusBar::item {{ border: none; }}
QToolButton[segment="true"] {{ background: {RAISED}; border: 1px solid {EDGE}; border-radius: 0;
    padding: {pad}px 0; }}
QToolButton[segment="true"]:hover {{ background: {HOVER}; }}
QToolButton[segment="true"]:checked {{ background: {ACCENT}; color: {ON_ACCENT}; border-color: {ACCENT}; }}
QToolButton[heading="true"]:checked {{ background: transparent; border-color: transparent; }}
QToolButton[heading="true"]:hover {{ background: {HOVER}; }}
QToolButton[heading="true"]:focus {{ border-color: {ACCENT}; }}
QToolButton[menu="bare"]::menu-indicator {{ image: none; }}
QPushButton#primary {{ background: {ACCENT}; color: {ON_ACCENT}; border: 1px solid {ACCENT};
    border-radius: {small}px; padding: {scaled(6)}px; font-weight: bold; }}
QPushButton#primary:hover {{ border-color: {TEXT}; }}
QPushButton#primary:pressed {{ background: {EDGE}; }}
QPushButton#primary:disabled {{ background: {RAISED}; color: {DISABLED}; border-color: {EDGE}; }}
QPushButton#primary:focus {{ border-color: {TEXT}; }}
QFrame#notice {{ background: {RAISED}; border-bottom: 1px solid {ACCENT}; }}
QToolButton#solo {{ background: {BASE}; color: {ACCENT}; border: 1px solid {ACCENT}; }}
QToolButton#solo:hover {{ background: {HOVER}; }}
QLabel#toolTitle {{ font-weight: bold; }}
QLabel#hint {{ color: {MUTED}; }}
"""


def apply(app: QApplication) -> None:
    """Dress the whole application: Fusion style, palette and style sheet."""
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette())
    app.setStyleSheet(sheet())
