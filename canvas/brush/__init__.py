"""Brushes: what they are, how a stroke is painted sample by sample, and how recorded strokes are replayed."""
