# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Ink: what counts as a signature, how it is stored and drawn (R-071, R-072)."""

import base64
import math
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.domain.errors import UserError
from branchdesk.domain.signature import (
    Ink,
    Point,
    Stroke,
    canonical_json,
    check_code,
    decode_ink,
    encode_ink,
    outline,
    sha256_hex,
)
from tests.builders import signed_ink

coordinates = st.floats(0, 200, allow_nan=False)
points = st.builds(
    Point,
    coordinates,
    coordinates,
    st.integers(0, 100_000),
    st.one_of(st.just(-1.0), st.floats(0, 1)),
)
strokes = st.builds(
    Stroke, st.sampled_from(["pen", "touch", "mouse"]), st.lists(points, max_size=30).map(tuple)
)
inks = st.builds(
    Ink, st.floats(10, 200), st.floats(10, 100), st.lists(strokes, max_size=4).map(tuple)
)


@given(inks)
def test_stored_ink_is_read_as_it_was_written(ink: Ink) -> None:
    read = decode_ink(encode_ink(ink))
    assert read.width_mm == pytest.approx(ink.width_mm, abs=0.005001)
    assert read.height_mm == pytest.approx(ink.height_mm, abs=0.005001)
    assert [s.device for s in read.strokes] == [s.device for s in ink.strokes]
    for kept, drawn in zip(read.strokes, ink.strokes, strict=True):
        assert len(kept.points) == len(drawn.points)
        for a, b in zip(kept.points, drawn.points, strict=True):
            assert math.dist((a.x, a.y), (b.x, b.y)) <= 0.0072
            assert a.time == b.time
            assert (a.pressure < 0) == (b.pressure < 0)
            if b.pressure >= 0:
                assert a.pressure == pytest.approx(b.pressure, abs=0.0005)


@given(inks)
def test_storing_again_changes_nothing(ink: Ink) -> None:
    stored = encode_ink(ink)
    assert encode_ink(decode_ink(stored)) == stored


def test_nothing_and_a_dot_are_refused() -> None:
    dot = Stroke("pen", tuple(Point(10 + i % 2 * 0.1, 10, i) for i in range(200)))
    assert Ink(80, 30, (dot,)).length_mm() > 12  # a dot that was pressed long enough
    slip = Stroke("pen", (Point(0, 0), Point(11, 0)))
    for ink in (
        Ink(80, 30),
        Ink(80, 30, (Stroke("pen", ()),)),
        Ink(80, 30, (dot,)),
        Ink(80, 30, (slip,)),
    ):
        assert not ink.is_signature()
        with pytest.raises(UserError) as caught:
            ink.require_signature()
        assert str(caught.value.title) == "No signature seen"


def test_a_written_name_is_a_signature() -> None:
    assert signed_ink().is_signature()
    signed_ink().require_signature()


def test_the_box_around_the_ink() -> None:
    assert signed_ink().extent_mm() == (5.0, 5.0, 35.0, 25.0)
    assert Ink(80, 30).extent_mm() == (0.0, 0.0, 0.0, 0.0)


def test_without_consent_only_positions_are_kept() -> None:
    bare = decode_ink(encode_ink(signed_ink().without_dynamics()))
    assert all(p.time == 0 and p.pressure == -1 for s in bare.strokes for p in s.points)
    drawn = [(p.x, p.y) for s in signed_ink().strokes for p in s.points]
    assert [(p.x, p.y) for s in bare.strokes for p in s.points] == drawn


def test_the_outline_surrounds_the_stroke() -> None:
    stroke = signed_ink().strokes[0]
    edge = outline(stroke)
    left, right = min(x for x, _ in edge), max(x for x, _ in edge)
    assert len(edge) > len(stroke.points)
    assert left == pytest.approx(5, abs=1)
    assert right == pytest.approx(35, abs=1.5)
    assert all(min(math.dist(e, (p.x, p.y)) for p in stroke.points) < 2 for e in edge)


def test_a_single_touch_has_an_outline_and_no_points_have_none() -> None:
    assert outline(Stroke("touch", (Point(3, 4),)))
    assert outline(Stroke("touch", ())) == []


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "not base64!",
        base64.b64encode(b"not compressed").decode(),
        base64.b64encode(zlib.compress(b"not json")).decode(),
        base64.b64encode(zlib.compress(b"[]")).decode(),
        base64.b64encode(zlib.compress(b'{"size":[1]}')).decode(),
        base64.b64encode(zlib.compress(b'{"size":[1,1],"strokes":[["pen",[1,2,3]]]}')).decode(),
        base64.b64encode(zlib.compress(b'{"size":[1,1],"strokes":[["pen",["a",2,3,4]]]}')).decode(),
        encode_ink(signed_ink())[:-8],
    ],
)
def test_damaged_strokes_are_refused(stored: str) -> None:
    with pytest.raises(UserError) as caught:
        decode_ink(stored)
    assert str(caught.value.title) == "The signature is damaged"


def test_the_hashed_form_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical_json({"b": 1, "a": "签"}) == canonical_json({"a": "签", "b": 1})
    assert canonical_json({"b": 1, "a": "签"}) == '{"a":"签","b":1}'.encode()
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))


def test_the_check_code_is_read_out_by_eye() -> None:
    digest = sha256_hex(b"")
    assert digest == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert check_code(digest) == "E3B0-C442"
