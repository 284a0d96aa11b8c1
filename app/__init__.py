"""The desktop program: windows, tools, panels and the wiring between canvas and inference."""
