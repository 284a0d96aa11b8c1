"""Which row of a native file holds which recipe; each is written once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

import numpy as np

from canvas.errors import FormatError
from canvas.formats.limits import DEFAULT_LIMITS, Limits
from canvas.formats.native import rows
from canvas.formats.pictures import picture_to_png, png_to_picture
from canvas.layer import Layer, Node, Recipe
from canvas.packing import Packed, picture_of

_USED = (
    "SELECT recipe FROM node WHERE recipe IS NOT NULL UNION SELECT recipe FROM step_recipe "
    "UNION SELECT recipe FROM generation WHERE recipe IS NOT NULL UNION SELECT recipe FROM pending"
)


class RecipeRows:
    """Recipes are told apart by identity: one that stands in several places is one."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Recipe, int]] = {}
        self._new: list[int] = []  # since `begin`

    def adopt(self, recipes: Iterable[tuple[Recipe, int]]) -> None:
        self._rows = {id(recipe): (recipe, row) for recipe, row in recipes}

    def begin(self) -> None:
        """A transaction begins."""
        self._new.clear()

    def take_back(self) -> None:
        """The transaction failed."""
        for identity in self._new:
            del self._rows[identity]
        self._new.clear()

    def row_of(self, database: sqlite3.Connection, node: Node) -> int | None:
        """The row of a layer's recipe. Raises sqlite3.Error or FormatError."""
        recipe = node.recipe if isinstance(node, Layer) else None
        return None if recipe is None else self.row(database, recipe, {})

    def row(
        self, database: sqlite3.Connection, recipe: Recipe, packed: Mapping[str, np.ndarray | Packed]
    ) -> int:
        """The row of a recipe; `packed`: pictures it has given away. Raises sqlite3.Error or FormatError."""
        known = self._rows.get(id(recipe))
        if known is not None:
            return known[1]
        insert = "INSERT INTO recipe (settings) VALUES (?)"
        row = database.execute(insert, (rows.dumped(dict(recipe.settings)),)).lastrowid
        assert row is not None
        for name, picture in {**packed, **recipe.pictures}.items():
            if not self._copied(database, row, name, picture):
                array = picture_of(picture) if isinstance(picture, Packed) else picture
                values = (row, name, picture_to_png(array))
                database.execute("INSERT INTO picture VALUES (?, ?, ?)", values)
        self._rows[id(recipe)] = recipe, row
        self._new.append(id(recipe))
        return row

    def _copied(
        self, database: sqlite3.Connection, row: int, name: str, picture: np.ndarray | Packed
    ) -> bool:
        """Whether the picture is one of another recipe (jobs of one batch share theirs), taken from there."""
        copy = "INSERT INTO picture SELECT ?, ?, png FROM picture WHERE recipe = ? AND name = ?"
        for recipe, place in self._rows.values():
            for other, known in recipe.pictures.items():
                if known is picture:
                    return database.execute(copy, (row, name, place, other)).rowcount == 1
        return False

    def read(self, database: sqlite3.Connection, row: int) -> Recipe:
        """The recipe of a row, the very same object each time. Raises sqlite3.Error or FormatError."""
        known = next((recipe for recipe, place in self._rows.values() if place == row), None)
        if known is None:
            known = read_recipe(database, row, DEFAULT_LIMITS)
            self._rows[id(known)] = known, row
        return known

    def drop_unused(self, database: sqlite3.Connection) -> None:
        """Take out of the file what nothing in it was made from. Raises sqlite3.Error."""
        unused = [row for (row,) in database.execute(f"SELECT id FROM recipe WHERE id NOT IN ({_USED})")]
        for table, column in (("picture", "recipe"), ("recipe", "id")):
            database.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(row,) for row in unused])
        gone = set(unused)
        self._rows = {key: value for key, value in self._rows.items() if value[1] not in gone}


def read_recipe(database: sqlite3.Connection, row: int, limits: Limits) -> Recipe:
    """A recipe with its pictures. Raises sqlite3.Error, or FormatError where it is missing or damaged."""
    found = database.execute("SELECT settings FROM recipe WHERE id = ?", (row,)).fetchone()
    if found is None:
        raise FormatError("The recipe is missing.")
    pictures: dict[str, np.ndarray] = {}
    query = "SELECT name, png FROM picture WHERE recipe = ?"
    for name, png in database.execute(query, (row,)).fetchall():
        if not isinstance(png, bytes):
            raise FormatError("A picture of the recipe is damaged.")
        picture = png_to_picture(png, limits)
        picture.setflags(write=False)
        pictures[str(name)] = picture
    return Recipe(rows.loaded(found[0]), pictures)
