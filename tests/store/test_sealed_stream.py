# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A sealed stream opens whole, for its purpose and in its place, or not at all."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from branchdesk.store.sealed_stream import CHUNK, BrokenStreamError, Sealer, content_size

KEY = bytes(range(32))
HEADER, TAG = 40, 16


def _seal(content: bytes, context: bytes = b"", *, sealer: Sealer | None = None) -> bytes:
    file = io.BytesIO()
    writer = (sealer or Sealer(KEY, "tests")).seal(file, context)
    writer.write(content)
    writer.finish()
    return file.getvalue()


def _open(sealed: bytes, context: bytes = b"", *, sealer: Sealer | None = None) -> bytes:
    return b"".join((sealer or Sealer(KEY, "tests")).open(io.BytesIO(sealed), context))


def _is_refused(sealed: bytes, context: bytes = b"", *, sealer: Sealer | None = None) -> bool:
    with pytest.raises(BrokenStreamError):
        _open(sealed, context, sealer=sealer)
    return True


@settings(deadline=None)
@given(
    size=st.one_of(st.integers(0, 200), st.integers(-2, 2).map(lambda n: 2 * CHUNK + n)),
    pieces=st.integers(1, 5),
)
def test_the_pieces_it_is_written_in_do_not_matter(size: int, pieces: int) -> None:
    content = random.Random(size).randbytes(size)
    file = io.BytesIO()
    writer = Sealer(KEY, "tests").seal(file)
    step = max(1, size // pieces)
    for at in range(0, size, step):
        writer.write(memoryview(content)[at : at + step])
    writer.finish()
    assert _open(file.getvalue()) == content
    assert content_size(len(file.getvalue())) == size


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_chunks_cut_off_at_a_border_are_missed(kept: int) -> None:
    sealed = _seal(bytes(3 * CHUNK))
    assert _is_refused(sealed[: HEADER + kept * (CHUNK + TAG)])


def test_an_appended_stream_does_not_go_unnoticed() -> None:
    sealed = _seal(b"content")
    assert _is_refused(sealed + _seal(b"more")[HEADER:])
    full = _seal(bytes(CHUNK))
    assert _is_refused(full + _seal(b"more")[HEADER:])


def test_an_unfinished_stream_does_not_open() -> None:
    file = io.BytesIO()
    Sealer(KEY, "tests").seal(file).write(bytes(2 * CHUNK + 1))
    assert _is_refused(file.getvalue())


def test_key_purpose_and_context_must_be_the_same() -> None:
    sealed = _seal(b"content", b"visit-1")
    assert _open(sealed, b"visit-1") == b"content"
    assert _is_refused(sealed, b"visit-2")
    assert _is_refused(sealed)
    assert _is_refused(sealed, b"visit-1", sealer=Sealer(bytes(32), "tests"))
    assert _is_refused(sealed, b"visit-1", sealer=Sealer(KEY, "other"))


def test_no_two_streams_share_a_key() -> None:
    assert _seal(bytes(1000))[HEADER:] != _seal(bytes(1000))[HEADER:]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_garbage_does_not_open(garbage: bytes) -> None:
    assert _is_refused(garbage)
    assert _is_refused(_seal(b"")[:HEADER] + garbage)


@pytest.mark.parametrize("size", [0, 39, 40, 55, HEADER + CHUNK + TAG + 1])
def test_no_content_has_a_file_of_that_size(size: int) -> None:
    with pytest.raises(BrokenStreamError):
        content_size(size)
