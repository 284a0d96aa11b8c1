"""Amounts of bytes as people read them."""

from __future__ import annotations


def readable(amount: float) -> str:
    """Decimal units, as disks and the hub are labelled: "812 MB", "6.9 GB"."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if amount >= size * 0.9995:
            value = amount / size
            return f"{value:.1f} {unit}" if value < 99.95 and unit != "kB" else f"{value:.0f} {unit}"
    return f"{amount:.0f} B"
