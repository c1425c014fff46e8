"""Do the forms give the verbs exactly what they take?"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django import forms

from core import inputs as core_inputs
from hierarchy import actions, inputs
from tests.hierarchy.conftest import AT, CHIEF, Tree, refused

VERBS: list[tuple[type[forms.Form], Callable[..., Any]]] = [
    (inputs.CreateUnit, actions.create_unit),
    (inputs.RenameUnit, actions.rename_unit),
    (inputs.ChangeKind, actions.change_kind),
    (inputs.MoveUnit, actions.move_unit),
    (inputs.CloseUnit, actions.close_unit),
    (inputs.CancelChange, actions.cancel_change),
]


@pytest.mark.parametrize(("form", "verb"), VERBS)
def test_fields_and_arguments_have_the_same_names(form: type[forms.Form], verb: Callable[..., Any]) -> None:
    arguments = {name for name, found in inspect.signature(verb).parameters.items() if found.kind is found.KEYWORD_ONLY}
    assert set(form.base_fields) == arguments - {"actor", "at"}


def test_a_form_creates_a_unit(tree: Tree) -> None:
    sent = {"parent": str(tree.first.public_id), "code": "N", "name": "新党支部", "kind": "branch", "sector": "rural"}
    cleaned = core_inputs.cleaned(inputs.CreateUnit, {**sent, "departments": "党建办、 纪检办，党建办"})
    unit = actions.create_unit(**cleaned, actor=CHIEF, at=AT).subject
    assert (unit.parent, unit.sort_no) == (tree.first, 30)
    assert list(unit.departments.values_list("name", flat=True)) == ["党建办", "纪检办"]


@pytest.mark.parametrize("parent", ["", "1", "0b0f9f3c-4f0e-4b7a-8d39-5d8d24f8f3aa", "' OR 1=1 --"])
def test_an_unknown_superior_is_refused(tree: Tree, parent: str) -> None:
    with refused("input.invalid"):
        core_inputs.cleaned(inputs.MoveUnit, {"parent": parent, "reason": "调整"})


def test_a_closed_unit_cannot_be_chosen(tree: Tree) -> None:
    actions.close_unit(tree.one, actor=CHIEF, at=AT, reason="撤销")
    with refused("input.invalid"):
        core_inputs.cleaned(inputs.MoveUnit, {"parent": str(tree.one.public_id), "reason": "调整"})
