"""The package index of the proof misbehaves as it is told to, and only then."""

from __future__ import annotations

import http.client
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

import pytest

from installer.proof.index import Index

FILE = "tiny_torch-2.0+cpu-py3-none-any.whl"
DATA = bytes(range(256)) * 4096


@pytest.fixture
def index(tmp_path: Path) -> Index:
    (tmp_path / FILE).write_bytes(DATA)
    return Index([tmp_path])


def fetched(url: str, first: int = 0) -> bytes:
    headers = {"Range": f"bytes={first}-"} if first else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return bytes(answer.read())


def address(index: Index) -> str:
    page = fetched(f"{index.url}/tiny-torch/").decode()
    assert FILE in page
    return urljoin(f"{index.url}/", page.partition('"')[2].partition('"')[0])


def test_files_are_listed_and_sent(index: Index) -> None:
    with index:
        url = address(index)
        assert fetched(url) == DATA
        assert fetched(url, 1000) == DATA[1000:]
        assert index.moods.seen == [(FILE, 0), (FILE, 1000)]


def test_a_connection_is_dropped_once_for_each_time_it_is_told_to(index: Index) -> None:
    with index:
        url = address(index)
        index.moods.drops[FILE] = [5000]
        with pytest.raises(http.client.IncompleteRead) as broken:
            fetched(url)
        assert broken.value.partial == DATA[:5000]
        assert fetched(url, 5000) == DATA[5000:]


def test_a_damaged_file_has_its_length(index: Index) -> None:
    with index:
        index.moods.damaged.add(FILE)
        got = fetched(address(index))
        assert (got != DATA, len(got)) == (True, len(DATA))
