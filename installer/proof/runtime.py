"""The AI runtime added from the installed program, with all that may go wrong on the way; damaged; removed.

Lock file and packages are the real ones (torch for processors, and all it needs); they come from an index on
loopback. uv fetches a Python from there too: this computer's, since the usual ones lie on the internet.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from installer import deb, notices, offline
from installer.proof.index import Index
from installer.proof.root import USER, Root, clean
from installer.proof.screen import until
from installer.proof.table import Failed, Skipped, Table

ROOM = {"little": "200m", "enough": "3g"}  # of the disk that the runtime is put on
PATIENCE = 1500  # seconds to unpack two gigabytes on a slow computer
DROPS = (30_000_000, 70_000_000)  # bytes after which the connection ends


def wheels_of_the_lock(work: Path) -> list[Path]:
    """What the lock names. Raises Skipped without a network."""
    try:
        return offline.fetch(work / "wheels")
    except offline.CannotFetch as error:
        raise Skipped(f"the packages cannot be had here: {error}") from error


class Trial:
    """What the artist sees of it, on a terminal; `program` is the installed one."""

    def __init__(self, root: Root, home: str, program: str, work: Path) -> None:
        self._root, self._home, self._program = root, home, program
        self._place = f"{home}/.local/share/scumble/runtime"
        self._disk = root.inside(self._place)
        self._wheels = wheels_of_the_lock(work)
        self._index = Index([self._wheels[0].parent])
        self._packages = json.loads(offline.LOCK.read_text(encoding="utf-8"))["packages"]

    def whole(self, table: Table, name: str) -> None:
        """All of it, a line each, on a disk of its own."""
        steps: tuple[tuple[str, Callable[[], str]], ...] = (
            ("size and time are said before", self.status),
            ("too little room is said before", self.too_little_room),
            ("a wrong hash is never used", self.wrong_hash),
            ("a disk that fills up in the middle", self.full_disk),
            ("a dropped connection; killed while unpacking", self.killed),
            ("found at the next start", self.found),
            ("doctor --repair goes on, without the network", self.repaired),
            ("the worker runs in it", self.worker),
            ("of another version: found at start", self.old),
            ("damaged: found, and mended", self.mended),
            ("removed", self.removed),
            ("for off-line use: apt installs its packages", self.offline_package),
            ("for off-line use: installed without a network", self.offline),
            ("for off-line use: the worker runs in it", self.worker),
            ("for off-line use: removed", self.offline_removed),
        )
        self._root.run("mkdir", "-p", self._place, user=True, home=self._home)
        tmpfs = ["mount", "-t", "tmpfs", "-o", f"size={ROOM['little']},uid={USER},gid={USER}", "runtime"]
        subprocess.run([*tmpfs, str(self._disk)], check=True)
        try:
            with self._index:
                for what, step in steps:
                    if not table.attempt(f"{name}: AI runtime: {what}", step):
                        break
        finally:
            subprocess.run(["umount", "--lazy", str(self._disk)], check=True)

    def status(self) -> str:
        said = self._run("runtime", "status")
        line = next(line.strip() for line in said.splitlines() if line.strip().startswith("cpu"))
        if "to download" not in line or "about" not in line:
            raise Failed(line)
        return line

    def too_little_room(self) -> str:
        said = self._install(status=None)
        self._resize(ROOM["enough"])
        return _line(said, "of room, but only")

    def wrong_hash(self) -> str:
        name = self._packages[0]["file"]
        self._index.moods.damaged.add(name)
        said = self._install(status=None)
        self._index.moods.damaged.clear()
        sentence = _line(said, "is not the file that Scumble was tested with")
        if list(self._disk.rglob(f"{name}*")):
            raise Failed(f"{name} is still there")
        return sentence

    def full_disk(self) -> str:
        filler = self._disk / "filler"
        self._index.moods.slow = 0.1
        process = self._start_install()
        until(lambda: any(self._disk.glob("wheels/*.part")), 120, "no download has begun")
        free = shutil.disk_usage(self._disk).free
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, free - (20 << 20)))
        said, _ = process.communicate(timeout=600)
        self._index.moods.slow = 0.0
        filler.unlink()
        return _line(said.decode("utf-8", "replace"), "is full")

    def killed(self) -> str:
        """The connection breaks twice in the largest file; the program is killed once it unpacks."""
        largest = max(self._packages, key=lambda package: package["bytes"])["file"]
        self._index.moods.drops[largest] = list(DROPS)
        self._index.moods.seen.clear()
        process = self._start_install()
        try:
            unpacked = self._disk / "staging" / "lib"
            until(lambda: any(unpacked.glob("*/site-packages/*.dist-info")), PATIENCE, "nothing is unpacked")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        begun = [first for name, first in self._index.moods.seen if name == largest]
        if not any(first > 0 for first in begun):
            raise Failed(f"{largest} was begun at {begun}")
        return f"{largest} went on at {', '.join(f'{first / 1e6:.0f} MB' for first in begun if first)}"

    def found(self) -> str:
        return self._stands("installed only in part; 'scumble doctor --repair' goes on with it")

    def repaired(self) -> str:
        self._index.moods.seen.clear()
        began = time.monotonic()
        said = self._run("doctor", "--repair", seconds=PATIENCE)
        if self._index.moods.seen:
            raise Failed(f"downloaded again: {self._index.moods.seen[:3]}")
        line = next((line for line in said.splitlines() if line.startswith("AI runtime: cpu")), "")
        if not line:
            raise Failed(said[-500:])
        return f"{time.monotonic() - began:.0f} s; {line}"

    def worker(self) -> str:
        """It paints there, and torch is found there: no hint says that packages are missing."""
        report = json.loads(self._run("doctor", "--json", seconds=PATIENCE))
        hints = [hint["sentence"] for hint in report["hints"] if "packages" in hint["sentence"]]
        if hints or report["problems"] or report["trial_seconds"] is None:
            raise Failed(f"{hints} {report['problems']}")
        commands = self._root.run("sh", "-c", f"ls -d {self._place}/*-cpu/bin/python", status=None).strip()
        return f"painted in {report['trial_seconds']:.1f} s by {Path(commands).parts[-3]}"

    def old(self) -> str:
        """The program is updated to one whose lock is another."""
        lock = self._root.inside(f"/{deb.HOME}/_internal/resources/runtime/{offline.LOCK.name}")
        before = lock.read_text(encoding="utf-8")
        told = json.loads(before)
        told["packages"][0]["sha256"] = "0" * 64
        try:
            lock.write_text(json.dumps(told), encoding="utf-8")
            return self._stands("of another version; 'scumble doctor --repair' updates it")
        finally:
            lock.write_text(before, encoding="utf-8")

    def mended(self) -> str:
        (package,) = self._disk.glob("*-cpu/lib/*/site-packages/zipp")
        shutil.rmtree(package)
        found = self._stands("not whole; 'scumble doctor --repair' mends it")
        self._index.moods.seen.clear()
        self._run("runtime", "repair", "--index", self._index.url, seconds=PATIENCE)
        fetched = sorted({name for name, _first in self._index.moods.seen})
        if not package.is_dir() or len(fetched) != 1:
            raise Failed(f"{fetched} were fetched")
        return f"{found}; only {fetched[0]} was fetched"

    def removed(self) -> str:
        self._run("runtime", "remove")
        left = [path.name for path in self._disk.iterdir() if path.name != "lock"]
        if left:
            raise Failed(f"left behind: {', '.join(left)}")
        return self._stands("not installed")

    def offline_package(self) -> str:
        place = self._root.inside("/var/tmp")
        package = offline.make_deb(place, self._wheels, notices.of_wheels(self._wheels))
        self._root.install(f"/var/tmp/{package.name}")
        package.unlink()
        return nothing_to_download(self._run("runtime", "status"))

    def offline(self) -> str:
        began = time.monotonic()
        install = (self._program, "runtime", "install")
        self._root.run(*install, user=True, home=self._home, seconds=PATIENCE, network=False)
        return f"{time.monotonic() - began:.0f} s"

    def offline_removed(self) -> str:
        self._root.run("apt-get", "purge", "-y", "-q", offline.NAME)
        if self._root.inside(f"/{deb.HOME}/{offline.FOLDER}").exists():
            raise Failed("packages are left")
        stands = self._run("runtime", "status").splitlines()[0]
        if "AI runtime: cpu" not in stands:
            raise Failed(stands)
        return f"{self.removed()}, once that was asked for"

    def _stands(self, words: str) -> str:
        said = self._run("doctor", seconds=PATIENCE)
        line = next(line for line in said.splitlines() if line.startswith("AI runtime:"))
        if words not in line:
            raise Failed(line)
        if "Built-in painter: works" not in said:
            raise Failed(said[-400:])
        return line[:120]

    def _resize(self, size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self._disk)], check=True)

    def _install(self, *, status: int | None) -> str:
        install = ("runtime", "install", "--variant", "cpu", "--index", self._index.url)
        return self._run(*install, status=status, seconds=PATIENCE)

    def _start_install(self) -> subprocess.Popen[bytes]:
        install = (self._program, "runtime", "install", "--variant", "cpu", "--index", self._index.url)
        return subprocess.Popen(
            self._root.command(install, user=True),
            env=clean(self._home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _run(self, *arguments: str, status: int | None = 0, seconds: int = 600) -> str:
        return self._root.run(
            self._program,
            *arguments,
            user=True,
            home=self._home,
            status=status,
            seconds=seconds,
        )


def nothing_to_download(status: str) -> str:
    """The line on the variant for processors. Raises Failed where something would be downloaded."""
    line = next(line.strip() for line in status.splitlines() if line.strip().startswith("cpu"))
    if "nothing to download" not in line:
        raise Failed(line)
    return line


def _line(said: str, words: str) -> str:
    """The line with these words. Raises Failed where there is none."""
    found = next((line for line in said.splitlines() if words in line), "")
    if not found:
        raise Failed(said.strip()[-400:])
    return found[:120]
