"""Rules about the whole tree that no linter sees."""

import tomllib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models

from tools.places import ROOT


def test_foreign_keys_point_down_only() -> None:
    """import-linter cannot see `ForeignKey("desk.Ticket")`; this test reads its layers."""
    upward = [
        f"{source._meta.label}.{field.name} points up to {target._meta.label}"
        for source, field, target in _relations()
        if not _may_point(_area(source), _area(target))
    ]
    assert upward == []


def test_every_model_of_ours_lives_in_a_known_layer() -> None:
    areas = {_area(model) for model in apps.get_models() if _is_ours(model)}
    assert areas <= _layers().keys()


def test_layers_are_read_the_right_way_round() -> None:
    heights = _layers()
    order = ["platform", "team", "customers", "desk", "channels", "api", "config"]
    assert all(heights[lower] < heights[higher] for lower, higher in pairwise(order))
    assert heights["setup"] == heights["demo"]


def _relations() -> Iterator[tuple[type[models.Model], Any, type[models.Model]]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            is_own = field.is_relation and field.concrete and not field.auto_created
            target = field.related_model if is_own else None
            if isinstance(target, type) and _is_ours(model) and _is_ours(target):
                yield model, field, target


def _may_point(source: str, target: str) -> bool:
    layers = _layers()
    return source == target or layers[source] > layers[target]


def _layers() -> dict[str, int]:
    """How high each area lies; siblings (`a | b`) lie equally high and may not point across."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    lowest_first = reversed(contract["layers"])
    return {
        area.strip(): height
        for height, layer in enumerate(lowest_first)
        for area in layer.split("|")
    }


def _area(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("firstline.")
