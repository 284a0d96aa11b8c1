"""Recipes inside an OpenRaster archive: settings as JSON, their pictures as PNG, each picture once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from canvas.errors import FormatError
from canvas.formats.limits import Limits
from canvas.formats.openraster_names import PICTURE_MEMBER, RECIPE_MEMBER
from canvas.formats.pictures import picture_to_png, png_to_picture
from canvas.layer import Recipe

Put = Callable[[str, bytes], None]  # writes a member
Get = Callable[[str, int], bytes]  # reads a member of at most so many bytes; raises FormatError


class RecipeWriter:
    """Writes recipes one after another; a picture that several of them share is written once."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self._count = 0
        self._pictures: set[str] = set()
        self._members: dict[int, str] = {}  # by identity of the recipe, which copies of a layer share
        self._kept: list[Recipe] = []  # so that identities stay theirs

    def write(self, recipe: Recipe) -> str:
        """The member that now holds the recipe. Raises FormatError where it cannot be written down."""
        if id(recipe) in self._members:
            return self._members[id(recipe)]
        pictures = {name: _packed(picture) for name, picture in recipe.pictures.items()}
        links = {name: PICTURE_MEMBER.format(digest) for name, (digest, _) in pictures.items()}
        try:
            body = json.dumps(
                {"version": 1, "settings": dict(recipe.settings), "pictures": links},
                ensure_ascii=False,
                allow_nan=False,
                default=_plain,
                indent=1,
            ).encode("utf-8", "surrogatepass")
        except (TypeError, ValueError, RecursionError) as error:
            raise FormatError("The recipe holds something that a file cannot.") from error
        for digest, picture in pictures.values():
            if digest not in self._pictures:
                self._put(PICTURE_MEMBER.format(digest), picture_to_png(picture))
                self._pictures.add(digest)
        member = RECIPE_MEMBER.format(self._count)
        self._count += 1
        self._put(member, body)
        self._members[id(recipe)] = member
        self._kept.append(recipe)
        return member


def _packed(picture: np.ndarray) -> tuple[str, np.ndarray]:
    """A picture with a name made from what it holds. Raises FormatError for what PNG cannot keep exactly."""
    channels = 1 if picture.ndim == 2 else picture.shape[2] if picture.ndim == 3 else 0
    if picture.dtype != np.uint8 or (picture.ndim == 3 and channels not in (3, 4)) or not channels:
        raise FormatError("The recipe holds a picture of a kind that a file cannot hold.")
    if 0 in picture.shape:
        raise FormatError("The recipe holds an empty picture.")
    digest = hashlib.sha256(repr(picture.shape).encode())
    digest.update(np.ascontiguousarray(picture).data)
    return digest.hexdigest(), picture


def _plain(value: Any) -> Any:
    """What json does not know by itself but can say."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


class RecipeReader:
    """Reads recipes; a picture that several of them share is decoded once and shared, read-only."""

    def __init__(self, get: Get, limits: Limits) -> None:
        self._get = get
        self._limits = limits
        self._pictures: dict[str, np.ndarray] = {}
        self._recipes: dict[str, Recipe] = {}
        self._room = limits.total_bytes

    def read(self, member: str) -> Recipe:
        """Raises FormatError where the recipe or one of its pictures is missing or damaged."""
        if member not in self._recipes:
            self._recipes[member] = self._read(member)
        return self._recipes[member]

    def _read(self, member: str) -> Recipe:
        try:
            content = json.loads(self._get(member, self._limits.json_bytes).decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise FormatError("The recipe is damaged.") from error
        settings = content.get("settings") if isinstance(content, dict) else None
        links = content.get("pictures", {}) if isinstance(content, dict) else None
        if not isinstance(settings, dict) or not isinstance(links, dict):
            raise FormatError("The recipe is damaged.")
        return Recipe(settings, {name: self._picture(link) for name, link in links.items()})

    def _picture(self, member: Any) -> np.ndarray:
        if not isinstance(member, str):
            raise FormatError("The recipe is damaged.")
        if member not in self._pictures:
            picture = png_to_picture(self._get(member, self._limits.member_bytes), self._limits)
            self._room -= picture.nbytes
            if self._room < 0:
                raise FormatError("The recipes' pictures do not fit into memory.")
            picture.setflags(write=False)
            self._pictures[member] = picture
        return self._pictures[member]
