"""The document: pixels, layers, brushes, history and files. Knows neither Qt nor torch."""
