"""The index that Whoosh keeps: it survives kills and full disks, and closes what it opens."""

import errno
import gc
import multiprocessing
import os
import random
import signal
import threading
import time
import weakref
from pathlib import Path

import pytest

from kms.search.engine.port import IndexBroken
from kms.search.engine.whoosh import files
from kms.search.engine.whoosh.columns import read_columns
from kms.search.engine.whoosh.directory import VERSION
from kms.search.engine.whoosh.index import Index
from kms.search.query.parser import parse
from tests.search.documents import ANA, document, found, search


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path)


def test_deletions_outlive_many_merges(tmp_path: Path) -> None:
    writer, reader = Index(tmp_path), Index(tmp_path)
    alive: set[int] = set()
    chance = random.Random(7)
    for id in range(120):
        gone = {chance.choice(sorted(alive))} if alive and id % 3 == 0 else set()
        writer.write([document(id, text=f"wort nummer{id}")], [("page", other) for other in gone])
        alive = (alive - gone) | {id}
        assert writer.ids("page") == alive
    assert search(writer, "wort").total == len(alive)
    assert found(reader, "nummer119") == [119]
    assert len(writer._current().segments) < 20


def test_bombs_take_less_than_a_second(index: Index) -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefgh", k=6)) for _ in range(3000)]
    index.write(document(id, text=" ".join(chance.choices(words, k=60)) + " w") for id in range(1500))
    for query in [
        "*",
        "w* " * 10,
        "[w TO x]",
        "w~9",
        "*d* " * 10,
        " ".join(words),
        "(" * 1000,
        "NOT " * 100,
        "abc* def*",
    ]:
        started = time.process_time()
        search(index, query)
        assert time.process_time() - started < 1, query


def test_a_failed_commit_frees_the_lock(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    index.write([document(1, text="wort")])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _disk_full)
        with pytest.raises(OSError, match="No space left"):
            index.write([document(2, text="wort")])
    index.write([document(3, text="wort")])
    assert found(index, "wort") == [1, 3]


def test_a_commit_that_cannot_even_be_given_up_frees_the_lock(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    index.write([document(1, text="wort")])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _disk_full)
        patch.setattr("kms.search.engine.whoosh.index.Writer.cancel", _disk_full)
        with pytest.raises(OSError, match="No space left") as failure:  # its frames hold the writer with the lock
            index.write([document(2, text="wort")])
    index.write([document(3, text="wort")])
    assert found(index, "wort") == [1, 3] and failure.value.errno == errno.ENOSPC


def _disk_full(handle: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("pattern", ["*.toc", "*.seg"])
@pytest.mark.parametrize("damage", ["cut", "flip", "empty"])
def test_a_damaged_file_is_detected_on_opening_and_a_rebuild_fixes_it(
    tmp_path: Path, pattern: str, damage: str
) -> None:
    Index(tmp_path).write(document(id, text="wort") for id in range(20))
    path = next(tmp_path.rglob(pattern))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes({"cut": bytes(data[: len(data) // 2]), "flip": bytes(data), "empty": b""}[damage])
    broken = Index(tmp_path)
    with pytest.raises(IndexBroken):
        search(broken, "wort")
    broken.rebuild([[document(1, text="wort")]])
    assert found(broken, "wort") == [1]


def test_opening_maps_the_files_and_does_not_copy_them(index: Index, tmp_path: Path) -> None:
    index.write([document(1, text="wort")])
    storage = files.SafeStorage(next(tmp_path.rglob("*.seg")).parent)
    mapped = storage.mapped(next(tmp_path.rglob("*.seg")).name)
    column = read_columns(mapped)["docs"]
    assert type(mapped.obj).__name__ == "mmap"
    assert not column.flags.owndata and not column.flags.writeable


def test_a_memory_view_reads_like_a_file() -> None:
    view = files.FileView(memoryview(b"ab\n" + b"c" * 100 + b"\nrest"))
    assert view.readline() == b"ab\n"
    assert len(view.readline()) == 101
    assert (view.read(2), view.tell(), view.read()) == (b"re", 106, b"st")
    view.seek(-2, os.SEEK_END)
    assert view.readline() == b"st"


def test_many_threads_search_while_one_writes(index: Index) -> None:
    index.write(document(id, text="wort") for id in range(50))
    faults: list[BaseException] = []

    def look() -> None:
        try:
            for _ in range(40):
                assert search(index, "wort").total >= 50
                assert search(index, '"wort"').total >= 50
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for id in range(50, 62):
        index.write([document(id, text="wort")])
    for thread in threads:
        thread.join()
    assert faults == []


def _write_for_ever(directory: Path) -> None:
    index = Index(directory)
    for number in range(1_000_000):
        index.write([document(id, text=f"wort stand{number}") for id in range(5)])


def test_an_index_killed_at_any_moment_opens_whole(tmp_path: Path) -> None:
    Index(tmp_path).write([document(id, text="wort stand0") for id in range(5)])
    for delay in (0.05, 0.12, 0.2, 0.33, 0.4):
        process = multiprocessing.get_context("fork").Process(target=_write_for_ever, args=(tmp_path,))
        process.start()
        time.sleep(delay)
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        index = Index(tmp_path)
        assert found(index, "wort") == [0, 1, 2, 3, 4]
        index.write([document(9, text="danach")], [("page", 9)] if delay < 0.1 else [])
        assert found(index, "danach") == [9]


def test_a_snapshot_is_freed_with_the_next_one_without_the_garbage_collector(index: Index) -> None:
    """Each holds its segments open: a busy server would keep hundreds of files open that were deleted long ago."""
    index.write([document(1, text="wort"), document(2, "Urlaubsantrag", "alles zum urlaub")])
    gc.collect()
    gc.disable()
    try:
        search(index, "urlaub wrt")
        index.explain(parse('"alles zum urlaub"').expression, ANA, [("page", 2)])  # type: ignore[arg-type]
        index.suggest("urlaub", ANA)
        index.tag_counts(ANA)
        before = weakref.ref(index._current())
        index.write([document(3, text="wort")])
        assert before() is None
    finally:
        gc.enable()


def test_a_rebuild_that_fails_leaves_no_files(index: Index, tmp_path: Path) -> None:
    index.write([document(1)])
    with pytest.raises(ZeroDivisionError):
        index.rebuild([document(1 // number)] for number in (1, 0))
    assert len([path for path in (tmp_path / VERSION).iterdir() if path.is_dir()]) == 1


def test_a_rebuild_leaves_no_old_files(index: Index, tmp_path: Path) -> None:
    index.write([document(1)])
    index.rebuild([[document(1), document(2)]])
    assert len([path for path in (tmp_path / VERSION).iterdir() if path.is_dir()]) == 1
