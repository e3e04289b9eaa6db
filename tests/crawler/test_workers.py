from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.workers import ReadingError, Workers
from models.errors import CollectError


def double(number: int) -> int:
    return number * 2


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def greedy() -> int:
    return len(b"x" * 8 * 1024**3)


def die() -> None:
    os._exit(1)


def fail(error: type[Exception]) -> None:
    raise error("on purpose")


def test_work_is_done_elsewhere_and_a_hanging_task_is_ended() -> None:
    async def work() -> None:
        workers = Workers(1, seconds=30)
        try:
            assert await workers.run(double, 4) == 8
            assert await workers.run(sleep, 0) != os.getpid()
        finally:
            workers.close()
        workers = Workers(2, seconds=3)
        try:
            await asyncio.gather(workers.run(sleep, 0), workers.run(sleep, 0))  # both have started
            began = time.monotonic()
            hanging, quick = await asyncio.gather(
                workers.run(sleep, 60), workers.run(sleep, 0.1), return_exceptions=True
            )
            assert isinstance(hanging, ReadingError)
            assert isinstance(quick, int)
            assert time.monotonic() - began < 6
            assert await workers.run(double, 2) == 4
        finally:
            workers.close()

    asyncio.run(work())


WORKING = """
import asyncio, time
from crawler.workers import Workers
from tests.crawler.test_workers import sleep

if __name__ == "__main__":
    workers = Workers(1, seconds=30)  # kept, or its process ends before it is asked for
    print(asyncio.run(workers.run(sleep, 0)), flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the system does not show its processes")
def test_workers_end_when_their_process_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "working.py"
    program.write_text(WORKING, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, env=environment) as working:
        assert working.stdout is not None
        worker = Path("/proc", working.stdout.readline().decode().strip())
        assert worker.exists()
        working.kill()
    deadline = time.monotonic() + 10
    while worker.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not worker.exists()


@pytest.mark.parametrize("count", [0, 1])
def test_whatever_fails_is_a_reading_error_and_the_next_task_goes_on(count: int) -> None:
    async def work() -> None:
        workers = Workers(count, seconds=30)
        try:
            with pytest.raises(CollectError, match=r"^on purpose$"):
                await workers.run(fail, CollectError)
            with pytest.raises(ReadingError, match="KeyError"):
                await workers.run(fail, KeyError)
            if count:
                with pytest.raises(ReadingError, match="memory"):
                    await workers.run(greedy)
                with pytest.raises(ReadingError, match="memory"):
                    await workers.run(die)
            assert await workers.run(double, 3) == 6
        finally:
            workers.close()

    asyncio.run(work())
