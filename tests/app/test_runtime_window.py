"""The window's side of the AI runtime: adding, mending and removing it, and what the Assist panel says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.assistant import Assistant
from app.panels.assist import AssistPanel
from app.runtime.errors import RuntimeProblem
from app.runtime.hardware import Graphics, Machine
from app.runtime.installer import Progress, Stage
from app.runtime.lock import Lock
from app.runtime.manifest import State
from app.runtime.offers import Offer
from app.runtime.places import Places, packages_in
from app.runtime.worker import Start
from app.runtime_manager.card import RuntimeCard
from app.runtime_manager.dialog import RuntimeManager
from app.runtime_manager.runtime import Runtime, Work
from app.runtime_manager.words import about_words, amount_words, problem_words, progress_words
from app.studio import Studio
from inference.models import ModelInfo
from inference.service import InferenceService
from tests.app.test_runtime import FIRST, HURRY, QUICK
from tests.app.tiny_runtime import copy_installed, make_lock, package_server
from tests.inference.hub_server import HubServer, Mood

LONG = 30_000  # milliseconds
Make = Callable[..., Runtime]


@pytest.fixture
def served() -> Iterator[tuple[HubServer, Lock]]:
    with package_server() as served:
        yield served


@pytest.fixture
def make(served: tuple[HubServer, Lock], themed: object, tmp_path: Path) -> Iterator[Make]:
    """Makes runtimes on a machine without graphics; all of the same folder."""
    made: list[Runtime] = []

    def make(lock: Lock | None = None, own: bool = False) -> Runtime:
        locks = {"cpu": lock or served[1]}
        places = Places(tmp_path / "runtime")
        machine = Machine("linux", "x86_64", ())
        made.append(Runtime(places, locks, QUICK, lambda: machine, own))
        return made[-1]

    yield make
    assert all(runtime.shutdown(5.0) for runtime in made)


def finish(qtbot: QtBot, runtime: Runtime) -> None:
    qtbot.waitUntil(lambda: runtime.work is None and not runtime.looking, timeout=LONG)


def added(tmp_path: Path, make: Make) -> Runtime:
    copy_installed(Places(tmp_path / "runtime"))
    runtime = make()
    assert runtime.usable
    return runtime


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[Runtime], RuntimeManager]:
    def show(runtime: Runtime) -> RuntimeManager:
        window = RuntimeManager(runtime)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: runtime.own or runtime.offers is not None, timeout=LONG)
        finish(qtbot, runtime)
        return window

    return show


# --- the window ---------------------------------------------------------------------------------------------


def test_it_is_added_by_one_button(
    qtbot: QtBot, make: Make, shown: Callable[[Runtime], RuntimeManager]
) -> None:
    runtime = make()
    starts: list[Start] = []
    runtime.ready.connect(starts.append)
    window = shown(runtime)
    assert window.title.text() == "Add the AI runtime"
    assert window.install.text() == "Install"
    assert "904 kB to download" in window.offers.rows[0].amount.text()
    window.install.click()
    assert window.stop.isVisible()
    assert not window.install.isVisible()
    finish(qtbot, runtime)
    assert window.title.text() == "AI models can be run"
    assert runtime.usable
    assert [start.command is not None for start in starts] == [True]
    assert not window.install.isEnabled()  # it is here
    assert window.place.text().startswith(str(runtime.standing.folder))


def test_packages_of_a_folder_need_no_network(
    qtbot: QtBot,
    make: Make,
    shown: Callable[[Runtime], RuntimeManager],
    tmp_path: Path,
) -> None:
    lock, files = make_lock("http://127.0.0.1:9")
    runtime = make(lock)
    window = shown(runtime)
    assert window.from_folder.isVisible()
    stick, empty = tmp_path / "stick", tmp_path / "empty"
    for folder in (stick, empty):
        folder.mkdir()
    for name, data in files.items():
        (stick / name).write_bytes(data)
    choose(qtbot, window, empty)
    finish(qtbot, runtime)
    assert window.problem.text() == (
        f"“{empty}” has none of the packages that this version of Scumble was tested with."
    )
    choose(qtbot, window, stick)
    finish(qtbot, runtime)
    assert not window.problem.isVisible()
    assert window.offers.rows[0].amount.text().startswith("Nothing to download, ")
    assert window.install.text() == "Install"  # not “Go on”: nothing was begun
    window.install.click()
    assert not window.from_folder.isVisible()
    finish(qtbot, runtime)
    assert runtime.usable
    assert all((stick / name).exists() for name in files)


def choose(qtbot: QtBot, window: RuntimeManager, folder: Path) -> None:
    """As the artist does, by the button."""
    window.from_folder.click()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.setDirectory(str(folder.parent))
    dialog.selectFile(str(folder))
    dialog.accept()
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)


def test_what_does_not_fit_says_why(make: Make, shown: Callable[[Runtime], RuntimeManager]) -> None:
    window = shown(make())
    told = {row.offer.variant: (row.button.isEnabled(), row.about.text()) for row in window.offers.rows}
    assert told["cuda"] == (False, "No NVIDIA graphics were found in this computer.")
    assert told["cpu"][0]
    assert window.offers.rows[0].button.isChecked()


def test_a_failure_is_a_sentence_and_can_be_gone_on_with(
    qtbot: QtBot,
    make: Make,
    served: tuple[HubServer, Lock],
    shown: Callable[[Runtime], RuntimeManager],
) -> None:
    server, _ = served
    server.moods[FIRST] = [Mood(drop_after=100_000), *[Mood(status=503)] * HURRY.attempts]
    runtime = make()
    told: list[str] = []
    runtime.told.connect(told.append)
    window = shown(runtime)
    window.install.click()
    finish(qtbot, runtime)
    assert "what was downloaded is kept" in window.problem.text()
    assert told == [window.problem.text()]
    assert window.install.text() == "Go on"
    window.install.click()
    finish(qtbot, runtime)
    assert runtime.usable
    assert not window.problem.isVisible()


def test_it_can_be_stopped(
    qtbot: QtBot,
    make: Make,
    served: tuple[HubServer, Lock],
    shown: Callable[[Runtime], RuntimeManager],
) -> None:
    served[0].moods[FIRST] = [Mood(stall_after=50_000)]
    runtime = make()
    window = shown(runtime)
    window.install.click()
    qtbot.waitUntil(lambda: runtime.progress is not None and runtime.progress.here >= 50_000, timeout=LONG)
    assert window.bar.value() > 0
    assert "Downloading" in window.words.text()
    window.stop.click()
    finish(qtbot, runtime)
    assert (runtime.error, runtime.standing.state) == ("", State.BEGUN)
    assert window.install.text() == "Go on"


def test_damage_is_found_at_start_and_mended_by_one_click(
    qtbot: QtBot,
    make: Make,
    served: tuple[HubServer, Lock],
    shown: Callable[[Runtime], RuntimeManager],
    tmp_path: Path,
) -> None:
    folder = added(tmp_path, make).standing.folder
    assert folder is not None
    (packages_in(folder, served[1].python) / "tinytorch" / "weights.bin").unlink()
    runtime = make()  # the next start
    assert runtime.needs_mending
    assert runtime.start == Start()
    window = shown(runtime)
    assert window.title.text() == "The AI runtime is not whole"
    window.repair.click()
    finish(qtbot, runtime)
    assert runtime.usable
    assert runtime.start.command is not None


def test_another_version_is_updated(
    qtbot: QtBot, make: Make, shown: Callable[[Runtime], RuntimeManager], tmp_path: Path
) -> None:
    added(tmp_path, make)
    with package_server("2.0") as (_, newer):
        runtime = make(newer)
        assert runtime.standing.state is State.OLD
        window = shown(runtime)
        assert window.repair.text() == "Update"
        window.repair.click()
        finish(qtbot, runtime)
        assert runtime.usable


def test_removal_puts_the_usual_worker_back(
    qtbot: QtBot, make: Make, shown: Callable[[Runtime], RuntimeManager], tmp_path: Path
) -> None:
    runtime = added(tmp_path, make)
    starts: list[Start] = []
    runtime.ready.connect(starts.append)
    window = shown(runtime)
    assert window.remove.isVisible()
    runtime.remove()
    finish(qtbot, runtime)
    assert starts == [Start()]
    assert not window.remove.isVisible()
    assert [path.name for path in runtime.places.root.iterdir()] == ["lock"]


def test_where_torch_is_here_already_nothing_is_offered(
    make: Make, shown: Callable[[Runtime], RuntimeManager]
) -> None:
    window = shown(make(own=True))
    assert window.title.text() == "AI models can be run"
    assert not window.offers.isVisible()
    assert not window.install.isVisible()


def test_the_program_can_end_in_the_middle(qtbot: QtBot, make: Make, served: tuple[HubServer, Lock]) -> None:
    served[0].moods[FIRST] = [Mood(stall_after=50_000)]
    runtime = make()
    runtime.install("cpu")
    qtbot.waitUntil(lambda: runtime.progress is not None, timeout=LONG)
    assert runtime.shutdown(5.0)


# --- the Assist panel ---------------------------------------------------------------------------------------


@pytest.fixture
def panel(studio: Studio, make: Make, qtbot: QtBot) -> Iterator[AssistPanel]:
    assistant = Assistant(studio, InferenceService)
    panel = AssistPanel(studio, assistant, make())
    qtbot.addWidget(panel)
    panel.show()
    yield panel
    assistant.service.shutdown()


def test_the_painter_is_offered_the_runtime_in_one_quiet_line(panel: AssistPanel, qtbot: QtBot) -> None:
    card = panel.runtime_card
    assert card.isVisible()
    assert not card.text.isVisible()
    assert card.button.text() == "Add AI runtime…"
    with qtbot.waitSignal(panel.runtime_wanted):
        card.button.click()
    assert panel.generate_button.isEnabled()  # the painter needs nothing


def test_a_model_waits_for_the_runtime(
    panel: AssistPanel, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ModelInfo(tmp_path / "dream.safetensors", "dream", "sd15", "base", "single", 1)
    monkeypatch.setattr(type(panel.model_box), "current", lambda _box: model)
    panel.runtime.changed.emit()
    assert not panel.generate_button.isEnabled()
    assert panel.hint.text() == "This model waits for the AI runtime."
    assert "which is not installed" in panel.runtime_card.text.text()
    panel.runtime.install("cpu")
    assert panel.runtime_card.bar.isVisible()
    finish(qtbot, panel.runtime)
    assert panel.generate_button.isEnabled()
    assert not panel.runtime_card.isVisible()


def test_the_card_mends_at_once(
    qtbot: QtBot, make: Make, served: tuple[HubServer, Lock], tmp_path: Path
) -> None:
    folder = added(tmp_path, make).standing.folder
    assert folder is not None
    (packages_in(folder, served[1].python) / "tinytorch" / "weights.bin").unlink()
    card = RuntimeCard(make())
    qtbot.addWidget(card)
    card.show()
    assert card.button.text() == "Mend it"
    card.button.click()
    runtime = card._runtime
    assert runtime.work is Work.REPAIRING
    finish(qtbot, runtime)
    assert not card.isVisible()


def test_the_card_goes_on_with_what_was_broken_off(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    first = make()
    first.install("cpu")
    first.cancel()
    finish(qtbot, first)
    card = RuntimeCard(make())  # the next start
    qtbot.addWidget(card)
    card.use_for(diffusion=True)
    card.show()
    assert "installed only in part" in card.text.text()
    card.button.click()
    finish(qtbot, card._runtime)
    assert not card.isVisible()


# --- words --------------------------------------------------------------------------------------------------


def test_size_and_time_are_said_before_it_begins(themed: object) -> None:
    lock, _ = make_lock()
    large = replace(lock.wheels[0], bytes=3_000_000_000, unpacked=5_000_000_000)
    offer = Offer("cuda", replace(lock, wheels=(large,)))
    assert amount_words(offer, 0) == "3 GB to download, 5 GB on the disk; about 9 min with 50 Mbit/s"
    assert amount_words(offer, 1_500_000_000).endswith("1.5 GB are here already")


def test_graphics_are_named(themed: object) -> None:
    offer = Offer("cuda", None, Graphics("cuda", "NVIDIA H200", 150_000_000_000, "580.65"))
    assert about_words(offer) == "NVIDIA H200 · 150 GB of memory · driver 580.65"


def test_progress_tells_speed_and_time(themed: object) -> None:
    progress = Progress(Stage.DOWNLOADING, 1_200_000_000, 2_900_000_000, 11_000_000.0, 150.0)
    assert progress_words(progress) == "Downloading · 1.2 GB of 2.9 GB · 11 MB/s · 2 min left"


def test_a_problem_is_said_in_its_own_words(themed: object) -> None:
    assert problem_words(RuntimeProblem("“{name}” is {what}.", name="a", what="odd")) == "“a” is odd."
