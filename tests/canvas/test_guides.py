"""Guides: deeds on them, how they move along with the picture, and what snaps to them."""

from __future__ import annotations

import pytest

from canvas.deeds.guides import add_guide, clear_guides, move_guide, remove_guide
from canvas.deeds.resize_canvas import resize_canvas
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.guides import FAR, MOST, Guide, guides_at, snapped_move, snapped_point
from canvas.history import History
from canvas.layer import Layer

LOW, MIDDLE, SIDE = Guide(True, 90.0), Guide(True, 50.0), Guide(False, 30.5)


def picture() -> Document:
    document = Document(200, 100, (Layer("Paint"),))
    for guide in (LOW, MIDDLE, SIDE):
        document = add_guide(document, guide)
    return document


def test_a_guide_is_there_once_in_the_order_of_their_making() -> None:
    document = picture()
    assert document.guides == (LOW, MIDDLE, SIDE)
    assert add_guide(document, Guide(True, 50.0)) is document
    assert move_guide(document, MIDDLE, 50.0) is document
    assert move_guide(document, MIDDLE, 12.0).guides == (LOW, Guide(True, 12.0), SIDE)
    assert move_guide(document, MIDDLE, 90.0).guides == (LOW, SIDE)
    assert remove_guide(document, LOW).guides == (MIDDLE, SIDE)
    assert clear_guides(document).guides == ()
    assert clear_guides(clear_guides(document)).guides == ()


def test_what_cannot_be_done_is_told() -> None:
    document = picture()
    for deed in (
        lambda: move_guide(document, Guide(True, 1.0), 2.0),
        lambda: remove_guide(document, Guide(False, 90.0)),
    ):
        with pytest.raises(EditError, match="no longer"):
            deed()
    for place in (2 * FAR, float("nan"), float("inf")):
        with pytest.raises(EditError, match="far away"):
            add_guide(document, Guide(False, place))
        with pytest.raises(EditError, match="far away"):
            move_guide(document, SIDE, place)
    full = Document(9, 9, guides=tuple(Guide(True, float(place)) for place in range(MOST)))
    with pytest.raises(EditError, match="at most"):
        add_guide(full, SIDE)
    assert len(move_guide(full, Guide(True, 3.0), -5.0).guides) == MOST


def test_every_deed_is_one_step_and_can_be_undone() -> None:
    history = History(Document(200, 100, (Layer("Paint"),)))
    history.do("Add guide", add_guide(history.document, SIDE))
    history.do("Move guide", move_guide(history.document, SIDE, 8.0))
    history.do("Nothing", history.document)
    assert history.labels == ("Add guide", "Move guide")
    history.undo()
    assert history.document.guides == (SIDE,)
    history.undo()
    assert history.document.guides == ()
    history.go_to(2)
    assert history.document.guides == (Guide(False, 8.0),)
    history.close()


def test_they_stay_where_they_are_on_the_picture_when_it_is_cropped() -> None:
    cropped = resize_canvas(picture(), Rect(10, -20, 50, 60))
    assert cropped.guides == (Guide(True, 110.0), Guide(True, 70.0), Guide(False, 20.5))
    assert resize_canvas(cropped, Rect(-10, 20, 200, 100)).guides == picture().guides


def test_what_a_file_says_is_looked_through() -> None:
    nonsense = [5, float("nan"), "7", None, 5.0, 1e30, -2.5, [1]]
    assert guides_at(nonsense, ()) == (Guide(True, 5.0), Guide(True, -2.5))
    assert len(guides_at(range(5000), range(5000))) == MOST


def test_points_and_edges_snap_to_the_nearest_guide_in_reach() -> None:
    guides = (LOW, MIDDLE, SIDE)
    assert snapped_point(guides, 28.0, 52.0, 3.0) == (30.5, 50.0)
    assert snapped_point(guides, 20.0, 70.0, 3.0) == (20.0, 70.0)
    assert snapped_point((), 28.0, 52.0, 3.0) == (28.0, 52.0)
    box = Rect(0, 0, 20, 10)
    assert snapped_move(guides, box, 5, 39, 3.0) == (5, 40)  # its lower edge to the guide at 50
    assert snapped_move(guides, box, 5, 46, 3.0) == (5, 45)  # its middle
    assert snapped_move(guides, box, 9, 0, 3.0) == (11, 0)  # its right edge, as near as whole pixels come
    assert snapped_move(guides, Rect(), 9, 46, 3.0) == (9, 46)
