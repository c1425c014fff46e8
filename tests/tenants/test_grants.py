"""May the runtime role change what is only ever inserted?"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from core.models import AppendOnlyModel
from tenants import grants

APPEND_ONLY = [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]


def test_what_is_written_once_and_never_again() -> None:
    assert grants.append_only_tables() == [
        "archives_box",
        "archives_boxcheck",
        "archives_boxentry",
        "audit_auditentry",
        "disclosures_decision",
        "disclosures_opinion",
        "disclosures_submission",
        "ledger_checkpoint",
        "ledger_entry",
        "obligations_bearing",
    ]


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("table", grants.append_only_tables())
def test_the_runtime_role_inserts_and_reads_only(table: str) -> None:
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(["has_table_privilege(%s, %s)"] * len(kinds)),
            [value for kind in kinds for value in (table, kind)],
        )
        allowed = dict(zip(kinds, cursor.fetchone(), strict=True))
    assert {kind for kind, may in allowed.items() if may} == {"SELECT", "INSERT"}


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_rows_that_stand_refuse_to_be_saved_or_deleted(model: type[AppendOnlyModel]) -> None:
    standing = model(pk=1)
    with pytest.raises(TypeError, match="append-only"):
        standing.save()
    with pytest.raises(TypeError, match="append-only"):
        standing.delete()
