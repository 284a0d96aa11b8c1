"""Paintings of the built-in painter: their strokes as they are kept, stages as layers, watching them."""
