"""The packages that bring the AI runtime to a computer without a network."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from installer import archive, contents, notices, offline
from tests.app.tiny_runtime import NAMES, wheel_bytes

LICENCE = "Everybody may do with it as they like.\n"
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("dpkg-deb") is None, reason="needs Debian's tools"
)


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Of the lock that is named meanwhile; they lie where pip looks, and nothing else does."""
    folder, lock = tmp_path / "published", tmp_path / "lock.json"
    folder.mkdir()
    made, packages = [], []
    for name in NAMES:
        path = folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
        path.write_bytes(_with_licence(wheel_bytes(name), f"{name.replace('-', '_')}-1.0.dist-info"))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        packages.append({"name": name, "version": "1.0", "file": path.name, "sha256": digest})
        made.append(path)
    lock.write_text(json.dumps({"packages": packages}), encoding="utf-8")
    monkeypatch.setattr(offline, "LOCK", lock)
    monkeypatch.setattr(offline, "BUILD", tmp_path / "build")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return made


def _with_licence(wheel: bytes, info: str) -> bytes:
    packed = io.BytesIO(wheel)
    with zipfile.ZipFile(packed, "a") as whole:
        told = whole.read(f"{info}/METADATA").decode()
        record = whole.read(f"{info}/RECORD").decode()
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as whole, zipfile.ZipFile(out, "w") as changed:
        for name in whole.namelist():
            data = whole.read(name)
            if name.endswith("METADATA"):
                data = f"{told}License-Expression: 0BSD\n".encode()
            if name.endswith("RECORD"):
                data = f"{info}/licenses/LICENSE,,\n{record}".encode()
            changed.writestr(name, data)
        changed.writestr(f"{info}/licenses/LICENSE", LICENCE)
    return out.getvalue()


def test_the_packages_put_them_where_the_program_looks(wheels: list[Path], tmp_path: Path) -> None:
    deb, tar = offline.make(tmp_path)
    version, names = contents.version(), sorted(wheel.name for wheel in wheels)

    unpacked = tmp_path / "root"
    subprocess.run(["dpkg-deb", "--extract", str(deb), str(unpacked)], check=True)
    assert sorted(path.name for path in (unpacked / "usr/lib/scumble/wheels").iterdir()) == names
    assert LICENCE.strip() in (unpacked / "usr/share/doc/scumble-ai-cpu/copyright").read_text("utf-8")
    control = subprocess.run(["dpkg-deb", "--field", str(deb)], check=True, capture_output=True, text=True)
    assert f"Depends: scumble (= {version})" in control.stdout

    with tarfile.open(tar) as packed:
        listed = {name.removeprefix(f"{archive.name()}/wheels/") for name in packed.getnames()}
        assert {*names, notices.NAME} < listed
        member = packed.extractfile(f"{archive.name()}/wheels/{wheels[0].name}")
        assert member is not None
        assert member.read() == wheels[0].read_bytes()


def test_what_is_not_the_locks_is_not_taken(wheels: list[Path], tmp_path: Path) -> None:
    """And what came before it is kept."""
    whole = wheels[1].read_bytes()
    wheels[1].write_bytes(whole + b"?")
    with pytest.raises(offline.CannotFetch, match="DO NOT MATCH THE HASHES"):
        offline.fetch(tmp_path / "fetched")
    assert not (tmp_path / "fetched" / wheels[1].name).exists()
    wheels[1].write_bytes(whole)
    assert [path.name for path in offline.fetch(tmp_path / "fetched")] == [wheel.name for wheel in wheels]


def test_nothing_to_fetch_asks_nobody(
    wheels: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline.subprocess, "run", lambda *_a, **_k: pytest.fail("pip was called"))
    for wheel in wheels:
        shutil.copy(wheel, tmp_path)
    assert len(offline.fetch(tmp_path)) == len(wheels)
