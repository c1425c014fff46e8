"""Is what is published what was approved, and is what is kept clean, inside its scope and nobody's loss?"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from core import errors
from core.audit.models import AuditEntry
from core.files.models import StoredFile
from core.files.refusals import FileRefused
from disclosures import actions, inputs, queries
from disclosures.kinds import State
from disclosures.models import Attachment, Disclosure, Submission
from disclosures.writing import completeness
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def values(walk: Walker, **changed: Any) -> dict[str, Any]:
    return {
        "title": "第三季度党费收缴情况",
        "body": "<p>正文</p>",
        "scope": "society",
        "item": str(walk.items.open.public_id),
        **changed,
    }


class TestSameContent:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("title", "别的标题"),
            ("body", "<p>别的正文</p>"),
            ("scope", "unit"),
            ("document_no", "示发〔2026〕1号"),
            ("keywords", ["党费"]),
            ("item_title", "别的事项"),
        ],
    )
    @pytest.mark.parametrize(
        ("verb", "state", "who"),
        [
            ("pass_secrecy", State.SUBMITTED, "secrecy"),
            ("approve", State.SECRECY_CHECKED, "leader"),
            ("publish", State.APPROVED, "clerk"),
        ],
    )
    def test_what_was_changed_behind_the_back_goes_no_further(
        self, walk: Walker, column: str, value: Any, verb: str, state: str, who: str
    ) -> None:
        disclosure = walk.to(state)
        sql(f"UPDATE disclosures_disclosure SET {column} = %s WHERE id = %s", value, disclosure.pk)
        with pytest.raises(errors.Conflict) as refused:
            walk.do(verb, disclosure, by=getattr(walk.cast, who))
        assert refused.value.code == "disclosure.hash_mismatch"
        disclosure.refresh_from_db()
        assert disclosure.state == state

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE files_storedfile SET sha256 = repeat('0', 64)",
            "UPDATE disclosures_attachment SET title = '别的名称'",
            "DELETE FROM disclosures_attachment",
            "UPDATE disclosures_attachment SET sort_no = 9 WHERE sort_no = 1",
        ],
    )
    def test_attachments_are_part_of_it(self, walk: Walker, png: Any, statement: str) -> None:
        disclosure = walk.draft()
        actions.attach(disclosure, stream=png(), name="一.png", actor=walk.cast.clerk, at=AT)
        actions.attach(disclosure, stream=png(), name="二.png", actor=walk.cast.clerk, at=AT)
        for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader")):
            disclosure = walk.do(verb, disclosure, by=getattr(walk.cast, who))
        sql(statement)
        with pytest.raises(errors.Conflict) as refused:
            walk.do("publish", disclosure)
        assert refused.value.code == "disclosure.hash_mismatch"

    def test_what_went_wrong_can_be_returned(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.to(State.APPROVED)
        sql("UPDATE disclosures_disclosure SET title = '别的标题'")
        assert walk.do("return", disclosure, by=cast.leader, reason="内容不一致").state == State.RETURNED

    def test_the_database_itself_holds_the_rule(self, walk: Walker) -> None:
        from django.db import IntegrityError

        walk.to(State.PUBLISHED)
        with pytest.raises(IntegrityError):
            sql("UPDATE disclosures_disclosure SET content_hash = repeat('0', 64)")


class TestEditing:
    def test_hostile_text_is_cleaned(self, walk: Walker) -> None:
        hostile = (
            "<p onclick='x()'>正文<script>alert(1)</script><img src=x onerror=alert(2)></p>"
            "<a href='javascript:alert(3)'>链接</a><iframe src='//evil.test'></iframe><style>p{}</style>"
        )
        disclosure = walk.draft(body=hostile)
        for poison in ("script", "onclick", "onerror", "javascript", "iframe", "style", "alert", "evil"):
            assert poison not in disclosure.body
        assert "正文" in disclosure.body_text
        assert "<" not in disclosure.body_text

    def test_two_people_at_one_draft_lose_nothing(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.draft()
        seen = disclosure.revision
        theirs = values(walk, title="韩某的标题")
        actions.edit_draft(disclosure, data=theirs, revision=seen, actor=cast.second_clerk, at=AT)
        mine = values(walk, title="陈某的标题")
        with pytest.raises(actions.DraftChanged) as refused:
            actions.edit_draft(disclosure, data=mine, revision=seen, actor=cast.clerk, at=AT)
        assert refused.value.code == "revision.stale"
        assert refused.value.theirs["title"] == "韩某的标题"
        assert refused.value.mine["title"] == "陈某的标题"
        assert "韩某" in str(refused.value.reason)
        assert refused.value.current.revision == seen + 1

    def test_what_arrives_twice_is_no_conflict(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.draft()
        sent = values(walk, title="按两次保存", keywords="党费、公示")
        once = actions.edit_draft(disclosure, data=sent, revision=0, actor=cast.clerk, at=AT)
        twice = actions.edit_draft(disclosure, data=sent, revision=0, actor=cast.clerk, at=AT)
        assert (once.revision, twice.revision) == (1, 1)
        for changed in ({"body": "又改了一段。"}, {"item": None}, {"keywords": "党费"}, {"scope": "party"}):
            with pytest.raises(actions.DraftChanged):
                actions.edit_draft(disclosure, data=sent | changed, revision=0, actor=cast.clerk, at=AT)

    def test_saving_the_same_text_changes_nothing(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.draft()
        data = dict(inputs.values_of(disclosure))
        again = actions.edit_draft(disclosure, data=data, revision=0, actor=cast.second_clerk, at=AT)
        assert (again.revision, again.editor_ids) == (0, [cast.clerk.user_id])

    def test_a_later_round_is_compared_with_the_one_before(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.to(State.SUBMITTED, keywords="党费")
        assert Submission.objects.previous_to(disclosure) is None
        disclosure = walk.do("return", disclosure, by=cast.secrecy, reason="请补充金额")
        assert Submission.objects.previous_to(disclosure) == disclosure.submissions.get()
        data = values(walk, title="改过的标题")
        disclosure = actions.edit_draft(disclosure, data=data, revision=2, actor=cast.clerk, at=AT)
        disclosure = walk.do("submit", disclosure)
        before = Submission.objects.previous_to(disclosure)
        assert before is not None
        assert (before.title, before.keywords, disclosure.title) == ("第三季度党费收缴情况", ["党费"], "改过的标题")

    def test_the_form_shows_keywords_as_they_are_written(self, walk: Walker) -> None:
        form = inputs.DraftInput(initial=dict(inputs.values_of(walk.draft(keywords="党费、收缴"))))
        assert 'value="党费、收缴"' in str(form["keywords"])

    @pytest.mark.parametrize("state", [State.SUBMITTED, State.SECRECY_CHECKED, State.PUBLISHED, State.WITHDRAWN])
    def test_not_while_others_decide_or_read(self, walk: Walker, state: str) -> None:
        disclosure = walk.to(state)
        with pytest.raises(errors.WrongState):
            actions.edit_draft(
                disclosure, data=values(walk), revision=disclosure.revision, actor=walk.cast.clerk, at=AT
            )

    @pytest.mark.parametrize(
        ("who", "refusal"), [("leader", errors.Denied), ("admin", errors.Denied), ("neighbour", errors.Missing)]
    )
    def test_only_by_clerks_of_the_unit(self, walk: Walker, cast: Any, who: str, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            actions.edit_draft(walk.draft(), data=values(walk), revision=0, actor=getattr(cast, who), at=AT)
        with pytest.raises(errors.Denied):
            walk.draft(by=getattr(cast, who))

    def test_a_decision_on_an_old_copy_is_stale(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.to(State.SUBMITTED)
        with pytest.raises(errors.Stale):
            walk.do("pass_secrecy", disclosure, by=cast.secrecy, revision=disclosure.revision - 1)

    @pytest.mark.parametrize(
        ("given", "kept"),
        [("党费、 收缴，党费", ["党费", "收缴"]), (["党费", "2026"], ["党费", "2026"]), ("", []), (None, [])],
    )
    def test_keywords_as_people_and_programs_write_them(self, walk: Walker, given: Any, kept: list[str]) -> None:
        assert walk.draft(keywords=given).keywords == kept

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("title", "", "title.required"),
            ("title", "长" * 201, "title.max_length"),
            ("scope", "everybody", "scope.invalid_choice"),
            ("item", "00000000-0000-4000-8000-000000000000", "item.invalid_choice"),
            ("item", "1", "item.invalid_choice"),
            ("keywords", ["字"] * 2 + [str(n) for n in range(11)], "keywords.too_many"),
            ("keywords", "字" * 41, "keywords.too_long"),
            ("keywords", "党\x00费", "keywords.null_characters_not_allowed"),
            ("title", "党\x00费", "title.null_characters_not_allowed"),
            ("title", "党费\u202e示公", "title.unprintable"),
            ("title", "党\x07费", "title.unprintable"),
            ("document_no", "号" * 61, "document_no.max_length"),
            ("body", "<div>" * 5000, "text.too_nested"),
        ],
    )
    def test_what_is_no_draft_is_named(self, walk: Walker, field: str, value: Any, code: str) -> None:
        with pytest.raises(errors.Invalid) as refused:
            actions.create_draft(unit=walk.units.JG1, data=values(walk, **{field: value}), actor=walk.cast.clerk, at=AT)
        assert [found.code for found in refused.value.errors[field]] == [code]
        assert not Disclosure.objects.exists()


class TestScopeAndItem:
    @pytest.mark.parametrize(
        ("item", "scope", "fits"),
        [
            ("open", "society", True),
            ("open", "unit", True),
            ("party", "society", False),
            ("party", "party", True),
            ("party", "unit", True),
            ("unit", "party", False),
            ("unit", "unit", True),
            ("person", "unit", False),
        ],
    )
    def test_no_scope_wider_than_the_item(self, walk: Walker, item: str, scope: str, fits: bool) -> None:
        if fits:
            assert walk.to(State.SUBMITTED, item=getattr(walk.items, item), scope=scope).scope == scope
            return
        with pytest.raises(errors.Invalid) as refused:
            walk.draft(item=getattr(walk.items, item), scope=scope)
        assert [found.code for found in refused.value.errors["scope"]] == ["scope.too_wide"]

    def test_only_items_of_the_own_catalog(self, walk: Walker) -> None:
        with pytest.raises(errors.Invalid) as refused:
            walk.draft(item=walk.items.rural)
        assert [found.code for found in refused.value.errors["item"]] == ["item.not_applicable"]
        assert "村务" not in str(refused.value.reason)

    def test_an_item_that_ended_meanwhile_is_not_submitted(self, walk: Walker) -> None:
        disclosure = walk.draft()
        version = walk.items.open.version
        type(version).objects.filter(pk=version.pk).update(ends_on=TODAY, state="superseded")
        with pytest.raises(errors.Invalid) as refused:
            walk.do("submit", disclosure)
        assert set(refused.value.errors) == {"item"}

    def test_everything_that_is_missing_is_said_at_once(self, walk: Walker) -> None:
        disclosure = walk.draft(item=None, body="<p> </p>")
        assert set(completeness.problems(disclosure, on=TODAY)) == {"body", "item"}
        with pytest.raises(errors.Invalid) as refused:
            walk.do("submit", disclosure)
        assert refused.value.code == "disclosure.incomplete"
        assert set(refused.value.errors) == {"body", "item"}
        disclosure.refresh_from_db()
        assert (disclosure.state, disclosure.round_no) == (State.DRAFT, 0)


class TestAttachments:
    def test_are_kept_with_name_and_hash(self, walk: Walker, png: Callable[[], io.BytesIO]) -> None:
        disclosure = walk.draft()
        attachment = actions.attach(disclosure, stream=png(), name="收据.png", actor=walk.cast.clerk, at=AT)
        assert attachment.title == "收据.png"
        before = Disclosure.objects.get(pk=disclosure.pk)
        assert before.content_hash != disclosure.content_hash
        after = actions.detach(attachment, actor=walk.cast.clerk, at=AT)
        assert after.content_hash == disclosure.content_hash
        assert not StoredFile.objects.exists()
        assert AuditEntry.objects.get(verb="disclosure.detached").before["attachment"] == "收据.png"
        with pytest.raises(errors.Missing):
            actions.detach(attachment, actor=walk.cast.clerk, at=AT)

    def test_what_deciders_saw_is_kept(self, walk: Walker, png: Any) -> None:
        disclosure = walk.draft()
        attachment = actions.attach(disclosure, stream=png(), name="一.png", actor=walk.cast.clerk, at=AT)
        walk.do("return", walk.do("submit", disclosure), by=walk.cast.secrecy, reason="不宜公开照片")
        actions.detach(attachment, actor=walk.cast.clerk, at=AT)
        assert StoredFile.objects.get().sha256 == disclosure.submissions.get().attachments[0]["sha256"]
        assert not queries.files_visible_to(walk.cast.inspector).exists()

    def test_a_forged_kind_is_refused(self, walk: Walker) -> None:
        disclosure = walk.draft()
        with pytest.raises(FileRefused):
            actions.attach(disclosure, stream=io.BytesIO(b"MZ\x90\x00"), name="表.png", actor=walk.cast.clerk, at=AT)
        disclosure.refresh_from_db()
        assert (disclosure.revision, Attachment.objects.count()) == (0, 0)

    def test_not_more_than_a_person_reads(
        self, walk: Walker, png: Callable[[], io.BytesIO], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(actions, "MOST_ATTACHMENTS", 1)
        disclosure = walk.draft()
        actions.attach(disclosure, stream=png(), name="一.png", actor=walk.cast.clerk, at=AT)
        with pytest.raises(errors.Conflict) as refused:
            actions.attach(disclosure, stream=png(), name="二.png", actor=walk.cast.clerk, at=AT)
        assert refused.value.code == "attachment.too_many"

    def test_attaching_to_what_was_approved_voids_the_approval(self, walk: Walker, png: Any) -> None:
        disclosure = walk.to(State.APPROVED)
        actions.attach(disclosure, stream=png(), name="一.png", actor=walk.cast.clerk, at=AT)
        disclosure.refresh_from_db()
        assert (disclosure.state, disclosure.approved_hash) == (State.DRAFT, "")


class TestDiscarding:
    def test_takes_the_draft_and_its_files(self, walk: Walker, png: Any) -> None:
        disclosure = walk.draft()
        actions.attach(disclosure, stream=png(), name="一.png", actor=walk.cast.clerk, at=AT)
        actions.discard_draft(disclosure, actor=walk.cast.clerk, at=AT)
        assert not Disclosure.objects.exists()
        assert not StoredFile.objects.exists()
        assert AuditEntry.objects.get(verb="disclosure.discarded").before["title"] == "第三季度党费收缴情况"

    def test_not_what_was_ever_submitted(self, walk: Walker) -> None:
        for disclosure in (walk.to(State.RETURNED), walk.do("recall", walk.to(State.SUBMITTED))):
            with pytest.raises(errors.WrongState) as refused:
                actions.discard_draft(disclosure, actor=walk.cast.clerk, at=AT)
            assert refused.value.code == "disclosure.has_history"

    def test_not_by_another(self, walk: Walker, cast: Any) -> None:
        with pytest.raises(errors.Denied) as refused:
            actions.discard_draft(walk.draft(), actor=cast.second_clerk, at=AT)
        assert "陈某" in str(refused.value.reason)


def test_a_scope_that_the_catalog_narrowed_meanwhile_is_not_submitted(walk: Walker) -> None:
    disclosure = walk.draft()
    type(walk.items.open).objects.filter(pk=walk.items.open.pk).update(scopes=["unit"])
    with pytest.raises(errors.Invalid) as refused:
        walk.do("submit", disclosure)
    assert [found.code for found in refused.value.errors["scope"]] == ["scope.too_wide"]
    assert "社会" in str(refused.value.reason)
