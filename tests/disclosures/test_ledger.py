"""Does every publication stand in the ledger, once, and is it noticed when a record is altered behind its back?"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django_tenants.utils import tenant_context

from core import errors
from core.ledger import chain, exports, verifying
from core.ledger.models import Entry
from core.notifications.models import Notification
from disclosures.flows import disclosure_flow
from disclosures.kinds import ISSUED_STATES, State
from disclosures.models import Disclosure
from disclosures.recording import agreement
from disclosures.recording import records as recording
from tenants import policies as console
from tenants.models import Tenant
from tests import databases
from tests.databases import AT
from tests.disclosures.conftest import Walker, fresh_walker

db = pytest.mark.django_db
TAMPERINGS = 120
THREADS = 8


def exported(actor: Any) -> list[dict[str, Any]]:
    lines = list(exports.export(name="示例区委", at=AT, shown=recording.shown_to(actor)))
    assert verifying.verify(lines).fault is None
    return [json.loads(line) for line in lines if b'"type":"entry"' in line]


@db
def test_publishing_and_withdrawing_are_recorded_with_what_was_approved(walk: Walker) -> None:
    withdrawn = walk.to(State.WITHDRAWN)
    published, after = Entry.objects.about(withdrawn.public_id)
    assert (published.kind, published.content_hash) == ("published", withdrawn.approved_hash)
    assert published.stated_facts()["index_no"] == withdrawn.index_no
    assert (after.kind, after.content_hash, after.stated_facts()["reason"]) == ("withdrawn", "", "数字有误")


@db
def test_no_person_is_named_in_the_ledger(walk: Walker, cast: Any) -> None:
    walk.to(State.WITHDRAWN)
    told = json.dumps(exported(cast.admin), ensure_ascii=False)
    assert not [person.name for person in vars(cast).values() if person.name and person.name in told]


@db
def test_what_leads_nowhere_public_is_not_recorded(walk: Walker) -> None:
    for state in (State.DRAFT, State.SUBMITTED, State.SECRECY_CHECKED, State.APPROVED, State.RETURNED):
        walk.to(state)
    assert not Entry.objects.exists()


def test_every_verb_that_readers_notice_is_recorded() -> None:
    noticed = {
        verb
        for verb, row in disclosure_flow.transitions.items()
        if row.targets() & set(ISSUED_STATES) and verb not in recording.RECORDED
    }
    assert set(agreement.STATE_AFTER.values()) == set(ISSUED_STATES)
    assert not noticed, "name the kind of entry in disclosures.recording.records.RECORDED"


@db
def test_a_refused_publication_leaves_no_entry(walk: Walker, cast: Any) -> None:
    ready = walk.to(State.APPROVED)
    Disclosure.objects.filter(pk=ready.pk).update(title="另一个标题")
    with pytest.raises(errors.Conflict):
        walk.do("publish", ready)
    assert not Entry.objects.exists()


@db
def test_of_what_a_reader_may_not_see_there_is_the_hash_alone(walk: Walker, cast: Any) -> None:
    walk.to(State.PUBLISHED, title="给社会的")
    walk.to(State.PUBLISHED, title="给党员的", scope="party", item=walk.items.party)
    told = {"公众": exported(cast.public), "党员": exported(cast.member), "外支部": exported(cast.villager)}
    shown = {who: [line["content"]["title"] for line in lines if "content" in line] for who, lines in told.items()}
    assert shown == {
        "公众": ["给社会的"],
        "党员": ["给社会的", "给党员的"],
        "外支部": ["给社会的", "给党员的"],
    }
    closed = told["公众"][-1]
    assert set(closed) == {"type", "number", "previous", "record", "open", "withholds", "hash"}
    assert closed["open"] is False


@db
def test_the_records_agree_with_the_ledger_in_whatever_state(walk: Walker, cast: Any) -> None:
    for state in State:
        walk.to(state)
    chain.make_checkpoint(at=AT)
    report = agreement.check(at=AT)
    assert (report.fault, report.opened) == (None, report.entries)
    assert set(Entry.objects.values_list("kind", flat=True)) >= {"published", "changed", "merged", "in_error"}
    for person in (cast.public, cast.member, cast.clerk, cast.admin):
        exported(person)


@db
def test_in_the_database_too_it_is_compared_with_what_was_kept(walk: Walker) -> None:
    walk.to(State.PUBLISHED)
    number, head = Entry.objects.last_link() or (0, "")
    assert agreement.check(at=AT, anchors={number: head}).fault is None
    fault = agreement.check(at=AT, anchors={number: "0" * 64}).fault
    assert fault is not None
    assert (fault.code, fault.number) == ("entry.differs_from_older", number)
    cut_off = agreement.check(at=AT, anchors={number + 5: head}).fault
    assert cut_off is not None
    assert (cut_off.code, cut_off.number) == ("entry.missing", number + 1)


def test_of_what_was_taken_down_nothing_is_left_to_read(walk: Walker, cast: Any) -> None:
    for state in (State.IN_ERROR, State.TERMINATED):
        gone = walk.to(state, title="附了身份证号的")
        published, after = Entry.objects.about(gone.public_id)
        assert after.withholds == [published.number]
    told = exported(cast.public)
    assert "附了身份证号的" not in json.dumps(told, ensure_ascii=False)
    assert [line["open"] for line in told] == [True, True, False, True, False]


@db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "改过的标题"}, "record.text_altered"),
        ({"body": "<p>改过</p>"}, "record.text_altered"),
        ({"scope": "party"}, "record.text_altered"),
        ({"keywords": ["改过"]}, "record.text_altered"),
        ({"index_no": "JG1-2026-9999"}, "record.facts_altered"),
        ({"unit_name": "另一个单位"}, "record.facts_altered"),
        ({"published_at": AT.replace(year=2025)}, "record.facts_altered"),
    ],
)
def test_an_altered_record_is_named(walk: Walker, change: dict[str, Any], code: str) -> None:
    walk.to(State.PUBLISHED)
    altered = walk.to(State.PUBLISHED)
    walk.to(State.PUBLISHED)
    Disclosure.objects.filter(pk=altered.pk).update(**change)
    fault = agreement.check(at=AT).fault
    assert fault is not None
    assert (fault.code, fault.number) == (code, 3)
    assert fault.subject


@db
def test_where_an_address_leads_and_why_a_text_changed_are_held_too(walk: Walker) -> None:
    original, successor = walk.changed()
    merged, _target = walk.merged()
    other = walk.to(State.PUBLISHED)
    assert agreement.check(at=AT).fault is None
    for row, change in (
        (original, {"ended_reason": "另一个理由"}),
        (successor, {"relation_reason": "另一个理由"}),
        (successor, {"former_index_nos": []}),
        (merged, {"merged_into": other}),
    ):
        before = {name: getattr(Disclosure.objects.get(pk=row.pk), name) for name in change}
        Disclosure.objects.filter(pk=row.pk).update(**change)
        fault = agreement.check(at=AT).fault
        assert fault is not None, change
        assert fault.subject == row.index_no, change
        Disclosure.objects.filter(pk=row.pk).update(**before)
    assert agreement.check(at=AT).fault is None


@db
def test_a_step_behind_the_ledgers_back_is_named(walk: Walker) -> None:
    quiet, loud = walk.to(State.PUBLISHED), walk.to(State.WITHDRAWN)
    sneaky = {"state": "withdrawn", "withdrawn_at": AT, "withdrawn_reason": "偷偷撤回"}
    Disclosure.objects.filter(pk=quiet.pk).update(**sneaky)
    fault = agreement.check(at=AT).fault
    assert fault is not None
    assert (fault.code, fault.number) == ("record.unrecorded", 5)
    Disclosure.objects.filter(pk=loud.pk).update(withdrawn_reason="另一个理由")
    fault = agreement.check(at=AT).fault
    assert fault is not None
    assert (fault.code, fault.number, fault.subject) == ("record.state_altered", 4, loud.index_no)


@db
def test_a_swapped_attachment_is_named(walk: Walker, png: Any) -> None:
    from core.files.models import StoredFile
    from disclosures import actions

    draft = walk.draft()
    attached = actions.attach(draft, stream=png(), name="图.png", actor=walk.cast.clerk, at=AT)
    walk.onward(draft)
    assert agreement.check(at=AT).fault is None
    StoredFile.objects.filter(pk=attached.file_id).update(sha256="0" * 64)
    fault = agreement.check(at=AT).fault
    assert fault is not None
    assert (fault.code, fault.number) == ("record.text_altered", 2)


@db
def test_readers_of_the_trail_are_told_once_of_what_is_wrong(walk: Walker) -> None:
    altered = walk.to(State.PUBLISHED)
    assert agreement.watch(at=AT) is None
    Disclosure.objects.filter(pk=altered.pk).update(title="改过的标题")
    for _night in range(2):
        assert agreement.watch(at=AT) is not None
    told = Notification.objects.filter(kind="ledger.fault")
    assert {notice.recipient.username for notice in told} == {"admin", "inspector"}
    assert told.count() == 2


@pytest.mark.usefixtures("committed")
def test_what_was_public_before_is_taken_in_once_and_says_so() -> None:
    walk, tenant = fresh_walker(), Tenant.objects.get(slug="district")
    for state in (State.PUBLISHED, State.WITHDRAWN):
        walk.to(state)
    with databases.as_owner(), tenant_context(tenant), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry")
    with tenant_context(tenant):
        fault = agreement.check(at=AT).fault
        assert fault is not None
        assert (fault.code, fault.number) == ("record.unrecorded", 1)
        assert [agreement.take_in(actor=console.CONSOLE, at=AT) for _again in range(2)] == [2, 0]
        assert agreement.check(at=AT).fault is None
        late = Entry.objects.filter(subject_kind="disclosure")
        assert [entry.kind for entry in late] == ["published", "published", "withdrawn"]
        assert all(entry.stated_facts()["recorded_late"] for entry in late)


# ── As the owner of the database ────────────────────────────────────────────────────────────────────────────────
Sql = tuple[str, Sequence[Any]]


def by_sql(chance: random.Random, entries: list[Entry], records: list[Disclosure]) -> tuple[list[Sql], int | None]:
    """Return statements that alter the ledger or its records, and the first entry that they make bad."""
    entry = chance.choice(entries)
    match chance.choice(("change", "delete", "insert", "reorder", "truncate", "record", "forged", "gone")):
        case "change":
            column, value = chance.choice(
                [
                    ("facts", '{"index_no":"JG1-2026-7777"}'),
                    ("kind", "changed"),
                    ("salt", "0" * 32),
                    ("record_hash", "1" * 64),
                    ("entry_hash", "2" * 64),
                    ("previous_hash", "3" * 64),
                    ("open", not entry.open),
                    ("at", "2020-01-01T00:00:00Z"),
                    ("facts", "not json"),
                    ("withholds", "{1}"),
                ]
            )
            return [(f"UPDATE ledger_entry SET {column} = %s WHERE number = %s", [value, entry.number])], entry.number
        case "delete":
            return [("DELETE FROM ledger_entry WHERE number = %s", [entry.number])], entry.number
        case "insert":
            columns = [str(field.column) for field in Entry._meta.concrete_fields]
            columns = [column for column in columns if column not in ("id", "number")]
            named = ", ".join(columns)
            copied = named.replace("previous_hash", "repeat('4', 64)")
            last = entries[-1].number
            statement = (
                f"INSERT INTO ledger_entry (number, {named}) SELECT %s, {copied} FROM ledger_entry WHERE number=%s"
            )
            return [(statement, [last + 1, entry.number])], last + 1
        case "reorder":
            first, second = sorted(chance.sample([each.number for each in entries], 2))
            move = "UPDATE ledger_entry SET number = %s WHERE number = %s"
            return [(move, [10_000, first]), (move, [first, second]), (move, [second, 10_000])], first
        case "truncate":
            return [("DELETE FROM ledger_entry WHERE number >= %s", [entry.number])], entry.number
        case "record":
            return _record_altered(chance, entries, records)
        case "gone":
            record = chance.choice(records)
            number = next(each.number for each in entries if each.subject_id == record.public_id)
            hidden = "UPDATE disclosures_disclosure SET public_id = gen_random_uuid() WHERE id = %s"
            return [(hidden, [record.pk])], number
        case _:
            record = min(records, key=lambda each: each.pk)
            number = next(each.number for each in entries if each.subject_id == record.public_id)
            added = "UPDATE disclosures_disclosure SET body = body || %s WHERE id = %s"
            return [(added, ["<p>添了一句</p>", record.pk])], number


def _record_altered(
    chance: random.Random, entries: list[Entry], records: list[Disclosure]
) -> tuple[list[Sql], int | None]:
    record = chance.choice(records)
    column, value = chance.choice([("title", "改过的标题"), ("document_no", "〔2026〕9号"), ("unit_name", "另一单位")])
    number = next(each.number for each in entries if each.subject_id == record.public_id)
    return [(f"UPDATE disclosures_disclosure SET {column} = %s WHERE id = %s", [value, record.pk])], number


@pytest.mark.usefixtures("committed")
def test_what_is_altered_by_sql_is_noticed_and_the_first_bad_entry_named() -> None:
    walk = fresh_walker()
    for number in range(14):
        walk.to(State.WITHDRAWN if number % 4 == 3 else State.PUBLISHED)
        if number == 8:
            chain_checkpoint()
    entries, records = list(Entry.objects.all()), list(Disclosure.objects.all())
    tenant = Tenant.objects.get(slug="district")
    assert agreement.check(at=AT).fault is None
    with databases.as_owner(), tenant_context(tenant):
        for seed in range(TAMPERINGS):
            statements, expected = by_sql(random.Random(seed), entries, records)
            with transaction.atomic():
                with connection.cursor() as cursor:
                    for statement, values in statements:
                        cursor.execute(statement, values)
                fault = agreement.check(at=AT).fault
                transaction.set_rollback(True)
            assert fault is not None, (seed, statements)
            assert fault.number == expected, (seed, statements, fault)
        assert agreement.check(at=AT).fault is None


def chain_checkpoint() -> None:
    assert chain.make_checkpoint(at=AT) is not None


# ── Many at once ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.usefixtures("committed")
def test_eight_who_publish_at_once_leave_no_gap_and_no_fork() -> None:
    walk = fresh_walker()
    units = [(walk.cast.clerk, None), (walk.cast.second_clerk, None)]
    ready = [walk.to(State.APPROVED) for _number in range(THREADS * 3)]
    ends: Counter[str] = Counter()
    gate = threading.Barrier(THREADS, timeout=30)
    tenant = Tenant.objects.get(slug="district")

    def publish(mine: list[Disclosure], actor: Any) -> None:
        try:
            with tenant_context(tenant):
                gate.wait()
                for disclosure in mine:
                    disclosure_flow.perform("publish", disclosure, actor=actor, at=AT)
                    ends["done"] += 1
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=publish, args=(ready[number::THREADS], units[number % 2][0]))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ends == {"done": THREADS * 3}
    numbers = list(Entry.objects.values_list("number", flat=True))
    assert numbers == list(range(1, THREADS * 3 + 2))
    assert agreement.check(at=AT).fault is None


@pytest.mark.usefixtures("committed")
def test_killed_in_the_middle_of_publishing_nothing_is_left_behind() -> None:
    """Every statement of a publication in turn is the last one that the server hears of its connection."""
    walk = fresh_walker()
    ready = walk.to(State.APPROVED)
    tenant = Tenant.objects.get(slug="district")
    for last_heard in range(1, 30):
        if _published_until_killed(ready, walk, last_heard):
            break
        with tenant_context(tenant):
            assert not Entry.objects.exists(), last_heard
            assert Disclosure.objects.get(pk=ready.pk).state == State.APPROVED
    else:
        pytest.fail("it never came through")
    assert Entry.objects.filter(subject_id=ready.public_id).count() == 1
    assert agreement.check(at=AT).fault is None


class _KilledError(BaseException):
    """Stands for the end of the process: nothing of the program goes on."""


def _published_until_killed(ready: Disclosure, walk: Walker, last_heard: int) -> bool:
    """Publish on a connection that the server ends after so many statements; say whether it came to its end."""
    heard = 0

    def until(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal heard
        heard += 1
        if heard > last_heard:
            raise _KilledError
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(until):
            disclosure_flow.perform("publish", ready, actor=walk.cast.clerk, at=AT)
    except _KilledError:
        connections.close_all()
        return False
    return True
