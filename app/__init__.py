"""The desktop program: windows, tools, panels and the wiring between canvas and inference."""

VERSION = "0.1.0"
