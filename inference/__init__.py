"""Jobs and engines: arrays in, arrays or strokes out. Knows neither Qt nor the canvas."""
