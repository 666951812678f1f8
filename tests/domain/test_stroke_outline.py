# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Our outline is the library's, to the last bit (decision 0142)."""

from hypothesis import given
from hypothesis import strategies as st
from perfect_freehand import get_stroke

from branchdesk.domain.signature import PEN_WIDTH_MM, Point, Stroke, outline
from branchdesk.domain.stroke_outline import Sample
from tests.reports.sample_sheets import handwriting

# A pad tells hundredths; few of them apart, so that points meet and lines turn back.
NEAR = st.integers(0, 40).map(lambda hundredths: 5 + hundredths / 4)
SAMPLES = st.lists(st.tuples(NEAR, NEAR, st.sampled_from((0.0, 0.2, 0.5, 1.0))), max_size=14)


def drawn_by_the_library(samples: list[Sample], *, simulated: bool) -> list[tuple[float, float]]:
    corners = get_stroke(
        samples, size=PEN_WIDTH_MM, thinning=0.6, smoothing=0.5, streamline=0.35,
        simulate_pressure=simulated,
    )  # fmt: skip
    return [(x, y) for x, y in corners]


@given(SAMPLES)
def test_a_pen_that_tells_its_pressure(samples: list[Sample]) -> None:
    stroke = Stroke("pen", tuple(Point(x, y, 0, pressure) for x, y, pressure in samples))
    assert outline(stroke) == drawn_by_the_library(samples, simulated=False)


@given(SAMPLES)
def test_a_finger_whose_pressure_is_guessed_from_its_speed(samples: list[Sample]) -> None:
    stroke = Stroke("touch", tuple(Point(x, y, 0, -1) for x, y, _ in samples))
    even = [(x, y, 0.5) for x, y, _ in samples]
    assert outline(stroke) == drawn_by_the_library(even, simulated=True)


def test_a_written_name() -> None:
    """Caps, corners and the straight end of every stroke."""
    strokes = handwriting(seed=3).strokes
    assert len(strokes) > 10
    for stroke in strokes:
        samples = [(p.x, p.y, p.pressure) for p in stroke.points]
        assert outline(stroke) == drawn_by_the_library(samples, simulated=False)
