"""Adding the AI runtime from a package index on loopback that misbehaves; mending and removing it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.runtime.environment import environment as clean_environment
from app.runtime.errors import DiskFull, RuntimeProblem
from app.runtime.installer import Installer, Progress, Sources, Stage, batches, held, remove
from app.runtime.lock import Lock, Wheel
from app.runtime.manifest import State, look
from app.runtime.places import Places, packages_in, python_in, wheels_along
from app.runtime.tools import Tools, Workshop, find_tools, find_uv, own_python
from app.runtime.worker import Start, start_of
from inference.errors import Cancelled, HubError
from inference.hub.stop import Patience, Stop
from inference.process import WorkerLog
from tests.app.tiny_runtime import NAMES, copy_installed, listed_only, make_lock, package_server
from tests.inference.hub_server import HubServer, Mood

HURRY = Patience(connect=5, stall=5, attempts=3, first_wait=0.01, longest_wait=0.02)
QUICK = Sources(patience=HURRY, margin=0)
FIRST = f"{NAMES[0]}-1.0-py3-none-any.whl"


@pytest.fixture
def served() -> Iterator[tuple[HubServer, Lock]]:
    with package_server() as served:
        yield served


@pytest.fixture
def server(served: tuple[HubServer, Lock]) -> HubServer:
    return served[0]


@pytest.fixture
def lock(served: tuple[HubServer, Lock]) -> Lock:
    return served[1]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data of Zoë" / "runtime")


@pytest.fixture
def installed(places: Places) -> Places:
    copy_installed(places)
    return places


def module_file(places: Places, lock: Lock, name: str = "__init__.py") -> Path:
    return packages_in(places.root / lock.folder, lock.python) / NAMES[0] / name


def nothing_is_used(places: Places, lock: Lock) -> bool:
    return (
        look(places, {lock.variant: lock}).state in (State.ABSENT, State.BEGUN)
        and not (places.root / lock.folder).exists()
    )


# --- adding -------------------------------------------------------------------------------------------------


def test_it_is_added_and_can_be_used(server: HubServer, lock: Lock, places: Places) -> None:
    told: list[Progress] = []
    folder = Installer(places, lock, told.append, sources=QUICK).install()
    standing = look(places, {"cpu": lock})
    assert (standing.state, standing.folder) == (State.WHOLE, folder)
    done = subprocess.run(
        [python_in(folder), "-P", "-c", "import tinytorch; print(tinytorch.VERSION)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "1.0"
    stages = list(dict.fromkeys(progress.stage for progress in told))
    assert stages == [Stage.DOWNLOADING, Stage.UNPACKING, Stage.TRYING]
    last = [progress for progress in told if progress.stage is Stage.DOWNLOADING][-1]
    assert (last.here, last.total) == (lock.download, lock.download)
    left = {path.name for path in places.root.iterdir()}
    assert left == {lock.folder, "lock"}  # no wheels, no staging


@pytest.mark.skipif(find_uv() is None, reason="pip is what the other tests run with")
def test_pip_unpacks_where_there_is_no_uv(server: HubServer, lock: Lock, places: Places) -> None:
    tools = Tools(None, own_python(lock.python))
    Installer(places, lock, sources=QUICK, tools=tools).install()
    assert look(places, {"cpu": lock}).state is State.WHOLE


def test_the_worker_is_started_in_it(installed: Places, lock: Lock) -> None:
    start = start_of(look(installed, {"cpu": lock}))
    assert start.command is not None
    assert start.command[0] == str(python_in(installed.root / lock.folder))
    assert start.command[-1] == "inference.worker"
    done = subprocess.run(
        [start.command[0], "-P", "-c", "import inference.errors, sys; print(sys.prefix)"],
        env={**os.environ, **start.environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).resolve() == (installed.root / lock.folder).resolve()
    assert WorkerLog().text() == ""


def test_the_worker_of_a_frozen_program_compiles_as_any_python_does(
    installed: Places, lock: Lock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The frozen program tells numba of a class that only its own archive has."""
    bundled = tmp_path / "bundle" / "painter-kernels"
    bundled.mkdir(parents=True)
    (bundled / "kernels.json").write_text(json.dumps({"stamp": "c" * 64}))
    (tmp_path / "painted.py").write_text(
        "from numba import njit\n\n@njit(cache=True)\ndef twice(x):\n    return 2 * x\n"
    )
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "bundle"), raising=False)
    monkeypatch.setenv("NUMBA_CACHE_LOCATOR_CLASSES", "frozen_kernels.Shipped")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    start = start_of(look(installed, {"cpu": lock}))
    done = subprocess.run(
        [sys.executable, "-c", "import painted; print(painted.twice(21))"],  # the tiny runtime has no numba
        env={**os.environ, **start.environment, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "42\n"
    assert list((tmp_path / "cache" / "scumble" / f"runtime-kernels-{'c' * 16}").rglob("*.nbi"))
    assert "NUMBA_CACHE_LOCATOR_CLASSES" not in clean_environment()  # of uv, and of the trial


def test_files_are_found_on_an_index(server: HubServer, lock: Lock, places: Places) -> None:
    listed = listed_only(lock, f"{server.url}/simple/")
    Installer(places, listed, sources=QUICK).install()
    assert look(places, {"cpu": listed}).state is State.WHOLE


def test_a_mirror_takes_the_place_of_every_address(server: HubServer, places: Places) -> None:
    elsewhere, _ = make_lock("http://127.0.0.1:9")  # nobody listens there
    Installer(places, elsewhere, sources=replace(QUICK, mirror=f"{server.url}/simple")).install()
    assert look(places, {"cpu": elsewhere}).state is State.WHOLE


def test_an_index_without_the_file_is_named(server: HubServer, lock: Lock, places: Places) -> None:
    with pytest.raises(RuntimeProblem, match=r"is not on .*/nothing"):
        Installer(places, lock, sources=replace(QUICK, mirror=f"{server.url}/nothing")).install()
    assert nothing_is_used(places, lock)


def test_wheels_of_a_folder_need_no_network(places: Places, tmp_path: Path) -> None:
    lock, files = make_lock("http://127.0.0.1:9")
    folder = tmp_path / "carried"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    Installer(places, lock, sources=replace(QUICK, folders=(folder,))).install()
    assert look(places, {"cpu": lock}).state is State.WHOLE


def test_wheels_installed_beside_the_program_are_found(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the packages for computers without a network put them."""
    lock, files = make_lock("http://127.0.0.1:9")
    tools = find_tools(lock.python)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "scumble" / "_internal"), raising=False)
    assert wheels_along() == ()
    assert Installer(places, lock, tools=tools).at_hand() == 0
    along = tmp_path / "scumble" / "wheels"
    along.mkdir(parents=True)
    for name, data in files.items():
        (along / name).write_bytes(data)
    assert wheels_along() == (along,)
    installer = Installer(places, lock, tools=tools)
    assert installer.here() == 0
    assert installer.at_hand() == lock.download
    installer.install()
    assert look(places, {"cpu": lock}).state is State.WHOLE


# --- what goes wrong on the way -----------------------------------------------------------------------------


def test_a_dropped_connection_goes_on_where_it_was(server: HubServer, lock: Lock, places: Places) -> None:
    server.moods[FIRST] = [Mood(drop_after=100_000)]
    Installer(places, lock, sources=QUICK).install()
    ranges = [seen.headers.get("Range", "") for seen in server.gets(FIRST)]
    assert ranges == ["", "bytes=100000-"]


def test_what_came_is_kept_for_the_next_attempt(server: HubServer, lock: Lock, places: Places) -> None:
    server.moods[FIRST] = [Mood(drop_after=100_000), *[Mood(status=503)] * HURRY.attempts]
    with pytest.raises(HubError, match="what was downloaded is kept"):
        Installer(places, lock, sources=QUICK).install()
    assert nothing_is_used(places, lock)
    assert Installer(places, lock, sources=QUICK).here() == 100_000
    server.moods.clear()
    server.seen.clear()
    Installer(places, lock, sources=QUICK).install()
    assert [seen.headers.get("Range") for seen in server.gets(FIRST)] == ["bytes=100000-"]


def test_without_a_network_nothing_is_used(places: Places) -> None:
    lock, _ = make_lock("http://127.0.0.1:9")
    with pytest.raises(HubError, match="Check the connection to the internet"):
        Installer(places, lock, sources=QUICK).install()
    assert nothing_is_used(places, lock)


def test_a_wrong_hash_is_never_installed(server: HubServer, lock: Lock, places: Places) -> None:
    server.moods[FIRST] = [Mood(wrong=True)] * 4
    with pytest.raises(RuntimeProblem, match="nothing of it is used"):
        Installer(places, lock, sources=QUICK).install()
    assert nothing_is_used(places, lock)
    assert list(places.wheels.iterdir()) == []


def test_a_file_that_is_damaged_once_is_fetched_anew(server: HubServer, lock: Lock, places: Places) -> None:
    server.moods[FIRST] = [Mood(wrong=True)]
    Installer(places, lock, sources=QUICK).install()
    assert len(server.gets(FIRST)) == 2


def test_a_wheel_that_was_changed_on_the_disk_is_not_used(
    server: HubServer, lock: Lock, places: Places
) -> None:
    places.wheels.mkdir(parents=True)
    (places.wheels / FIRST).write_bytes(bytes(lock.wheels[0].bytes))
    Installer(places, lock, sources=QUICK).install()
    assert len(server.gets(FIRST)) == 1


def test_a_refused_file_is_told(server: HubServer, lock: Lock, places: Places) -> None:
    server.moods[FIRST] = [Mood(status=404)]
    with pytest.raises(RuntimeProblem, match="with error 404"):
        Installer(places, lock, sources=QUICK).install()


def test_cancelling_ends_it_at_once(server: HubServer, lock: Lock, places: Places) -> None:
    server.moods[FIRST] = [Mood(stall_after=50_000)]
    stop, ended = Stop(), threading.Event()

    def install() -> None:
        with pytest.raises(Cancelled):
            Installer(places, lock, stop=stop, sources=replace(QUICK, patience=Patience())).install()
        ended.set()

    thread = threading.Thread(target=install)
    thread.start()
    _wait_for(lambda: (places.wheels / f"{FIRST}.part").exists())
    stop.set()
    assert ended.wait(10)
    thread.join()
    assert nothing_is_used(places, lock)
    assert (places.wheels / f"{FIRST}.part").stat().st_size == 50_000


def test_cancelling_ends_the_tools_too(lock: Lock, places: Places) -> None:
    from app.runtime.outside import run

    stop = Stop()
    threading.Timer(0.2, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        run([sys.executable, "-c", "import time; time.sleep(60)"], stop)
    assert time.monotonic() - begun < 30


def test_too_little_room_is_said_before_it_begins(server: HubServer, lock: Lock, places: Places) -> None:
    with pytest.raises(RuntimeProblem, match=r"needs 1\.8 MB of room"):
        Installer(places, lock, sources=replace(QUICK, margin=1 << 60)).install()
    assert server.seen == []


def test_a_full_disk_leaves_nothing_half_installed(server: HubServer, lock: Lock, tmp_path: Path) -> None:
    """On a real file system of its own, which is full in the middle of the download, then of unpacking."""
    mount = tmp_path / "small"
    mount.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", mount], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("only root may mount a file system")
    try:
        places = Places(mount / "runtime")
        with pytest.raises(RuntimeProblem, match="Make room"):
            Installer(places, lock, sources=QUICK).install()
        _grow(mount, "920k")  # less than the wheels
        with pytest.raises(DiskFull, match="is full"):
            _Blind(places, lock, sources=QUICK).install()
        assert nothing_is_used(places, lock)
        _grow(mount, "1200k")  # the wheels, but not what is in them
        with pytest.raises(DiskFull, match="is full"):
            _Blind(places, lock, sources=QUICK).install()
        assert nothing_is_used(places, lock)
        _grow(mount, "20m")
        server.seen.clear()
        Installer(places, lock, sources=QUICK).install()
        assert look(places, {"cpu": lock}).state is State.WHOLE
        assert not server.gets(FIRST)  # the wheels had been kept
    finally:
        subprocess.run(["umount", "-l", mount], check=True)


class _Blind(Installer):
    """Does not look how much room there is."""

    def _require_room(self, wheels: Sequence[Wheel], unpacked: int) -> None:
        """As if another program filled the disk just afterwards."""


def test_what_cannot_be_imported_is_not_put_in_place(places: Places) -> None:
    with package_server(broken=True) as (_, lock):
        with pytest.raises(RuntimeProblem, match="no such graphics"):
            Installer(places, lock, sources=QUICK).install()
        assert nothing_is_used(places, lock)


def test_two_programs_do_not_work_on_it_at_once(lock: Lock, places: Places) -> None:
    with held(places), pytest.raises(RuntimeProblem, match="Another Scumble"):
        Installer(places, lock, sources=QUICK).install()


# --- what is found at start, and mended ---------------------------------------------------------------------


def test_an_install_that_was_broken_off_is_found_and_gone_on_with(
    server: HubServer, lock: Lock, places: Places
) -> None:
    assert look(places, {"cpu": lock}).state is State.ABSENT

    def tell(progress: Progress) -> None:
        if progress.stage is Stage.UNPACKING:
            raise KeyboardInterrupt  # as if the program were killed there

    with pytest.raises(KeyboardInterrupt):
        Installer(places, lock, tell, sources=QUICK).install()
    standing = look(places, {"cpu": lock})
    assert (standing.state, standing.variant) == (State.BEGUN, "cpu")
    assert start_of(standing) == Start()
    asked = len(server.seen)
    Installer(places, lock, sources=QUICK).repair()
    assert len(server.seen) == asked  # all of it was here
    assert look(places, {"cpu": lock}).state is State.WHOLE
    remove(places)
    assert look(places, {"cpu": lock}).state is State.ABSENT


def test_an_interrupted_install_is_not_mistaken_for_a_runtime(lock: Lock, installed: Places) -> None:
    (installed.root / lock.folder).rename(installed.staging)  # killed just before the last step
    assert look(installed, {"cpu": lock}).state is State.ABSENT
    assert start_of(look(installed, {"cpu": lock})) == Start()


@pytest.mark.parametrize("gone", ["weights.bin", "python", "record", "manifest"])
def test_missing_parts_are_found_at_start(gone: str, lock: Lock, installed: Places) -> None:
    folder = installed.root / lock.folder
    packages = packages_in(folder, lock.python)
    {
        "weights.bin": module_file(installed, lock, "weights.bin"),
        "python": python_in(folder),
        "record": packages / "tinytorch-1.0.dist-info" / "RECORD",
        "manifest": folder / "runtime.json",
    }[gone].unlink()
    if gone == "manifest":
        assert look(installed, {"cpu": lock}).state is State.ABSENT
        return
    standing = look(installed, {"cpu": lock})
    assert standing.state is State.DAMAGED
    assert start_of(standing).command is None  # the program itself starts as ever


def test_an_unreadable_manifest_is_damage(lock: Lock, installed: Places) -> None:
    (installed.root / lock.folder / "runtime.json").write_text("{")
    assert look(installed, {"cpu": lock}).state is State.DAMAGED


def test_a_runtime_of_another_version_is_old(lock: Lock, installed: Places) -> None:
    newer, _ = make_lock(version="2.0")
    assert look(installed, {"cpu": newer}).state is State.OLD
    assert look(installed, {}).state is State.OLD


def test_the_new_version_takes_the_place_of_the_old(installed: Places) -> None:
    with package_server("2.0") as (_, newer):
        folder = Installer(installed, newer, sources=QUICK).install()
        assert installed.installed() == [folder]
        assert look(installed, {"cpu": newer}).state is State.WHOLE


def test_repair_fetches_only_what_is_damaged(server: HubServer, lock: Lock, installed: Places) -> None:
    module_file(installed, lock, "weights.bin").write_bytes(b"short")
    server.seen.clear()
    Installer(installed, lock, sources=QUICK).repair()
    assert look(installed, {"cpu": lock}).state is State.WHOLE
    assert module_file(installed, lock, "weights.bin").stat().st_size == 300_000
    assert {seen.path.rpartition("/")[2] for seen in server.seen} == {FIRST}


def test_repair_finds_a_single_changed_byte(server: HubServer, lock: Lock, installed: Places) -> None:
    path = module_file(installed, lock)
    path.write_text(path.read_text().replace("1", "2"))
    assert look(installed, {"cpu": lock}).state is State.WHOLE  # a quick look does not see it
    Installer(installed, lock, sources=QUICK).repair()
    assert "1.0" in path.read_text()


def test_a_repair_that_was_broken_off_is_found_and_done_again(
    server: HubServer, lock: Lock, installed: Places
) -> None:
    module_file(installed, lock, "weights.bin").unlink()
    stop = Stop()

    def tell(progress: Progress) -> None:
        if progress.stage is Stage.UNPACKING:
            stop.set()

    with pytest.raises(Cancelled):
        Installer(installed, lock, tell, stop, QUICK).repair()
    assert look(installed, {"cpu": lock}).state is State.DAMAGED
    Installer(installed, lock, sources=QUICK).repair()
    assert look(installed, {"cpu": lock}).state is State.WHOLE


def test_repair_without_an_interpreter_installs_anew(
    server: HubServer, lock: Lock, installed: Places
) -> None:
    python_in(installed.root / lock.folder).unlink()
    Installer(installed, lock, sources=QUICK).repair()
    assert look(installed, {"cpu": lock}).state is State.WHOLE


def test_removal_leaves_nothing(lock: Lock, installed: Places) -> None:
    remove(installed)
    assert [path.name for path in installed.root.iterdir()] == ["lock"]
    assert look(installed, {"cpu": lock}).state is State.ABSENT


def test_removal_of_nothing_is_no_error(places: Places) -> None:
    remove(places)


# --- the tools ----------------------------------------------------------------------------------------------


def test_this_python_makes_environments_of_its_own_version_only() -> None:
    assert find_tools(f"{sys.version_info.major}.{sys.version_info.minor}").python is not None
    assert find_tools("2.7").python is None


def test_a_frozen_program_brings_its_python_along(
    lock: Lock, server: HubServer, places: Places, tmp_path: Path
) -> None:
    """It is copied out: the place of the program may be another one at the next start."""
    own = own_python(lock.python)
    assert own is not None
    shipped = tmp_path / "bundle" / "python"
    (shipped / "bin").mkdir(parents=True)
    (shipped / "bin" / "python3").symlink_to(own)
    tools = Tools(find_tools(lock.python).uv, None, shipped)
    folder = Installer(places, lock, sources=QUICK, tools=tools).install()
    shutil.rmtree(tmp_path / "bundle")
    assert look(places, {"cpu": lock}).state is State.WHOLE
    assert (places.python / lock.python / "bin" / "python3").exists()
    assert python_in(folder).exists()


@pytest.mark.skipif(os.name == "nt", reason="looks for python3.11, as on Unix")
def test_without_a_network_the_systems_own_python_will_do(
    lock: Lock, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\necho 'error: failed to connect' >&2\nexit 1\n")
    uv.chmod(0o755)
    tools = Tools(uv, None)
    monkeypatch.setenv("PATH", "/bin" if not shutil.which(f"python{lock.python}", path="/bin") else "")
    with pytest.raises(RuntimeProblem, match="could not be downloaded: error: failed to connect"):
        Workshop(places, tools, lock.python, Stop()).make_environment(places.staging)
    system = own_python(lock.python)
    assert system is not None
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / f"python{lock.python}").symlink_to(system)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    Workshop(places, tools, lock.python, Stop()).make_environment(places.staging)
    assert python_in(places.staging).exists()


def test_without_python_and_uv_it_is_said(lock: Lock, server: HubServer, places: Places) -> None:
    with pytest.raises(RuntimeProblem, match="or the tool uv, and neither is here"):
        Installer(places, lock, sources=QUICK, tools=Tools(None, None)).install()
    assert nothing_is_used(places, lock)


def test_small_wheels_are_unpacked_together() -> None:
    lock, _ = make_lock()
    sizes = [90_000_000, 20_000_000, 20_000_000]
    wheels = [replace(wheel, unpacked=size) for wheel, size in zip(lock.wheels, sizes, strict=True)]
    assert [[wheel.name for wheel in batch] for batch in batches(wheels)] == [list(NAMES[:2]), [NAMES[2]]]


def _wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def _grow(mount: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", mount], check=True)
