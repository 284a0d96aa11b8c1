"""The artist's models and parts of models: where they lie, what they are and what they hash to."""

from __future__ import annotations

from inference.library.digests import digest_pieces, digests, short_digest
from inference.library.extra_paths import extra_folders
from inference.library.index import Index, default_index
from inference.library.layouts import Layout, find_installs, layout_of
from inference.library.scan import Catalogue, remembered, scan_library, scan_pieces

__all__ = [
    "Catalogue",
    "Index",
    "Layout",
    "default_index",
    "digest_pieces",
    "digests",
    "extra_folders",
    "find_installs",
    "layout_of",
    "remembered",
    "scan_library",
    "scan_pieces",
    "short_digest",
]
