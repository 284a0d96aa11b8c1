"""Threads for work that nobody waits for: they give way to the pen."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

NICENESS = 10  # of −20 … 19: how readily such a thread gives way


def give_way() -> None:
    """Lower the priority of the calling thread, where the system knows priorities of threads (Linux)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def background_pool(workers: int, name: str) -> ThreadPoolExecutor:
    """A pool of threads that give way."""
    return ThreadPoolExecutor(workers, thread_name_prefix=name, initializer=give_way)
