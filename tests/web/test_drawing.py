"""The umbel is drawn so that every dot can be seen and reached."""

from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from umbel.web.structure.drawing import DOT_SPACING, draw

sizes = st.lists(st.integers(0, 90), min_size=0, max_size=60)


@given(sizes)
@settings(deadline=None)
def test_every_organization_has_a_dot_inside_the_picture(members):
    drawing = draw(members)
    assert [len(ray.dots) for ray in drawing.rays] == members
    for ray in drawing.rays:
        for dot in ray.dots:
            assert 0 <= dot.x <= drawing.width
            assert 0 <= dot.y <= drawing.height


@given(st.lists(st.integers(20, 80), min_size=2, max_size=60))
@settings(deadline=None)
def test_no_umbel_covers_another(members):
    rays = draw(members).rays
    for number, one in enumerate(rays):
        for other in rays[number + 1 :]:
            apart = dist((one.end.x, one.end.y), (other.end.x, other.end.y))
            assert apart > (one.radius + other.radius) * 0.9


@pytest.mark.parametrize("count", [1, 57, 300])
def test_dots_do_not_cover_each_other(count):
    dots = draw([count]).rays[0].dots
    nearest = [
        min(dist((one.x, one.y), (other.x, other.y)) for other in dots if other is not one) for one in dots if count > 1
    ]
    assert all(gap > DOT_SPACING for gap in nearest)


def test_a_federation_without_committees_is_a_stem():
    drawing = draw([])
    assert drawing.rays == ()
    assert drawing.root.y > drawing.apex.y
