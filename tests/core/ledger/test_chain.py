"""Does each entry hold the one before it, is the chain written by the rule, and does nobody change it afterwards?"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from core import richtext
from core.ledger import chain, form
from core.ledger.models import Checkpoint, Entry
from tests.core.ledger.conftest import deed, everybody, exported, nobody, verified
from tests.databases import AT

pytestmark = pytest.mark.django_db


def test_the_first_entry_opens_the_ledger_and_the_next_holds_its_hash() -> None:
    made = chain.append(deed())
    opening = Entry.objects.get(number=1)
    assert (opening.kind, opening.subject_kind, opening.previous_hash) == ("opened", "ledger", "0" * 64)
    assert (made.number, made.previous_hash) == (2, opening.entry_hash)
    assert not opening.withholds


def test_the_hash_is_the_one_that_the_documented_form_gives() -> None:
    made = chain.append(deed())
    line = json.loads(exported()[2])
    said = {"format": "gongkai-ledger/1", "type": "record", **line["opened"]}
    link = {"format": "gongkai-ledger/1", **{n: line[n] for n in line if n not in ("opened", "content", "hash")}}

    def sha(value: Any) -> str:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    assert sha(said) == line["record"] == made.record_hash
    assert sha(link) == line["hash"] == made.entry_hash
    assert sha(line["content"]) == line["opened"]["content_hash"]


def test_the_hash_of_a_text_is_the_fingerprint_shown_on_its_page() -> None:
    parts = {"title": "“党费”\u2028\x7f😀", "keywords": ["党费"], "item": None}
    assert form.digest(parts) == richtext.content_hash(**parts)


def test_a_number_with_a_fraction_has_no_canonical_form() -> None:
    with pytest.raises(TypeError):
        chain.append(deed(content={"amount": 3.5}))


def test_two_entries_that_say_the_same_cannot_be_told_to_be_the_same() -> None:
    subject = uuid.uuid4()
    first, second = chain.append(deed(subject=subject)), chain.append(deed(subject=subject))
    assert first.record_hash != second.record_hash


def test_a_record_that_is_closed_withholds_what_was_open(ledger: Callable[[int], list[Entry]]) -> None:
    first = chain.append(deed())
    chain.append(deed())
    last = chain.append(deed("in_error", subject=first.subject_id, content=None, open=False))
    assert last.withholds == [first.number]
    report = verified(exported(lambda entries: everybody(entries) - {first.subject_id}))
    assert (report.fault, report.entries, report.opened) == (None, 4, 2)


def test_what_was_open_cannot_be_closed_in_silence() -> None:
    made = chain.append(deed())
    chain.append(deed())
    fault = verified(exported(nobody)).fault
    assert fault is not None
    assert (fault.code, fault.number) == ("entry.withheld", made.number)


def test_a_closed_entry_shows_its_hashes_and_nothing_else() -> None:
    chain.append(deed(open=False))
    lines = exported(nobody)
    assert set(json.loads(lines[2])) == {"type", "number", "previous", "record", "open", "withholds", "hash"}
    assert verified(lines).fault is None


def test_checkpoints_hold_one_another_and_are_made_once(ledger: Callable[[int], list[Entry]]) -> None:
    ledger(12)
    assert chain.make_checkpoint(at=AT) is not None
    assert chain.make_checkpoint(at=AT) is None
    found = list(Checkpoint.objects.all())
    assert [each.count for each in found] == [6, 11, 13]
    assert [each.previous_hash for each in found] == [form.NOTHING, *(each.checkpoint_hash for each in found[:-1])]
    assert verified(exported()).checkpoints == 3


def test_a_checkpoint_is_made_by_itself_after_many_entries() -> None:
    for _number in range(chain.CHECKPOINT_EVERY):
        chain.append(deed(content=None))
    assert Checkpoint.objects.get().count == chain.CHECKPOINT_EVERY


def test_nothing_stands_in_an_empty_ledger() -> None:
    assert chain.make_checkpoint(at=AT) is None
    assert verified(exported()).fault is None


def test_an_entry_takes_four_queries(django_assert_max_num_queries: Any) -> None:
    chain.append(deed())
    with django_assert_max_num_queries(4):
        chain.append(deed(open=False))


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_checkpoint"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET number = 7", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_runtime_role_may_not_change_what_stands(
    table: str, statement: str, ledger: Callable[[int], list[Entry]]
) -> None:
    ledger(5)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table))


def test_the_models_refuse_too() -> None:
    made = chain.append(deed())
    for change in (made.save, made.delete):
        with pytest.raises(TypeError):
            change()
