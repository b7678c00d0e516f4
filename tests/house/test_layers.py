"""Foreign keys point down the map: what the import contracts cannot see."""

import pytest
from django.apps import apps

from tests.house.test_map import contract


def relations():
    for model in apps.get_models():
        if not model.__module__.startswith("umbel."):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                yield model, field


def piece(model) -> str:
    return model.__module__.split(".")[1]


@pytest.mark.parametrize(
    ("model", "field"),
    [pytest.param(model, field, id=f"{model.__name__}.{field.name}") for model, field in relations()],
)
def test_a_relation_points_down_and_leaves_no_way_back(model, field):
    if piece(model) == piece(field.related_model):
        return
    order = contract()
    assert order.index(piece(model)) < order.index(piece(field.related_model))
    assert field.remote_field.related_name == "+"
