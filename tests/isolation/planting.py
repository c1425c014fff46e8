"""What does a tenant hold that another must never see? One thing of each kind, all of them marked."""

from __future__ import annotations

import datetime
import io
import uuid

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from accounts import actions as accounts_actions
from accounts import actors, sessions, tokens
from accounts.models import Post, Session, User
from archives import boxes
from archives.models import Box
from catalogs import actions as catalog_actions
from catalogs import inputs as catalog_inputs
from catalogs.models import Amendment, Catalog, CatalogVersion, Category, Exemption, Item, Override
from channels import following, postings
from channels.models import Letter, Posting
from core import clock
from core.closures import actions as closure_actions
from core.closures.models import LocalSpan
from core.files.models import StoredFile
from core.notifications import sending
from core.notifications.messages import Message
from core.notifications.models import Notification
from disclosures import actions as disclosures_actions
from disclosures.afterwards import following_up
from disclosures.deciding import laying_down
from disclosures.flows import disclosure_flow
from disclosures.inputs import values_of
from disclosures.kinds import Checkpoint
from disclosures.models import ApprovalChain, Attachment, Audience, Disclosure, Objection, OutsidePlan, TextTemplate
from disclosures.noticing import arranging, objecting
from disclosures.plans import planning
from disclosures.readers import lists
from disclosures.writing import templates
from hierarchy import actions as hierarchy_actions
from hierarchy.models import TreeChange, Unit
from obligations import actions as obligation_actions
from obligations.flows import withholding_flow
from obligations.models import Extension, Matter, Obligation, Withholding
from rollouts import actions as rollouts_actions
from rollouts import filling
from rollouts.models import RolloutUnit
from tests import world
from tests.core.files import pictures

FOUND_BY = "越界"
"""What a search asks for: every marked thing begins with it."""
CANARY = "金丝雀"
"""What no answer of another tenant may contain; never part of a request."""
MARK = FOUND_BY + CANARY
FAR_AHEAD = datetime.date(2031, 3, 5)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def plant(at: datetime.datetime) -> dict[str, str]:
    """Put one thing of each kind into the current tenant, and return their ids by kind."""
    clerk, admin = world.person("clerk"), world.person("admin")
    unit, change = _unit(at)
    version, category, item = _catalog(unit, at)
    disclosure, attachment = _disclosure(item, at)
    changed = _changed(disclosure, at)
    override, exemption = _deviations(item, at)
    objection = _objection(item, at)  # published before anything is owed, or it would fulfil it
    obligation, extension, matter = _owed(item, at)
    user = User.objects.get(username="clerk")
    person = _person(unit, at)
    sending.send(
        Message(
            (admin.user_id, world.person("member").user_id), "test.told", MARK, "/work/", f"isolation:{uuid.uuid4()}"
        ),
        at=at,
    )
    notice = Notification.objects.get(recipient=admin.user_id, title=MARK)
    today = clock.local_date(at)
    issued = tokens.issue(user, name=MARK, expires_on=today, actor=clerk, at=at)
    post = Post.objects.get(user=user)
    delegation = accounts_actions.delegate(
        post,
        to=User.objects.get(username="second_clerk"),
        from_on=today,
        to_on=today,
        reason=MARK,
        actor=clerk,
        at=at,
    )
    ids = {
        "unit": unit,
        "changed_text": changed,
        "change": change,
        "catalog": version.catalog,
        "version": version,
        "category": category,
        "item": item,
        "disclosure": disclosure,
        "attachment": attachment,
        "file": _picture(disclosure),
        "notification": notice,
        "person": person,
        "post": post,
        "delegation": delegation,
        "token": issued.token,
        "rollout_unit": (rollout_unit := _rollout(version, unit, at)),
        "rollout": rollout_unit.rollout,
        "override": override,
        "exemption": exemption,
        "amendment": _amendment(item, at),
        "chain": _chain(at),
        "obligation": obligation,
        "extension": extension,
        "withholding": _withholding(item, at),
        "matter": matter,
        "stage": matter.stages.get(is_summary=False),
        "template": _template(at),
        "audience": _audience(at),
        "plan": _plan(at),
        "feed": (feed := obligation_actions.issue_feed(None, actor=clerk, at=at)).feed,
        "span": _closure(at),
        "objection": objection,
        "noticed_text": objection.notice.disclosure,
        "box": _box(at),
        "posting": _posting(disclosure, at),
    }
    secrets = {"secret": issued.secret, "feed_secret": feed.secret, **_links(at)}
    return {kind: str(row.public_id) for kind, row in ids.items()} | {"session": _visit(user)} | secrets


def _unit(at: datetime.datetime) -> tuple[Unit, TreeChange]:
    change = hierarchy_actions.create_unit(
        parent=Unit.objects.get(code="QW"),
        code="YJ1",
        name=f"{MARK}党支部",
        kind="branch",
        sector="agency",
        actor=actors.SYSTEM,
        at=at,
    )
    return change.subject, change


def _catalog(unit: Unit, at: datetime.datetime) -> tuple[CatalogVersion, Category, Item]:
    root = Unit.objects.get(code="QW")
    catalog = Catalog.objects.create(unit=root, name=f"{MARK}目录", created_at=at)
    version = CatalogVersion.objects.create(
        catalog=catalog,
        number=1,
        state="published",
        effective_on=clock.local_date(at) - datetime.timedelta(days=9),
        published_at=at,
        created_at=at,
    )
    category = Category.objects.create(version=version, title=f"{MARK}一级目录")
    item = Item.objects.create(
        version=version, category=category, title=f"{MARK}事项", scopes=["society"], time_mode="prompt"
    )
    return version, category, item


def _rollout(version: CatalogVersion, unit: Unit, at: datetime.datetime) -> RolloutUnit:
    days = {f"{phase}_on": str(clock.local_date(at)) for phase in ("mobilise", "compile", "carry_out", "accept")}
    rollout = rollouts_actions.start_rollout(
        version, root=Unit.objects.get(code="QW"), data=days, actor=world.person("admin"), at=at
    )
    filling.take_in(rollout.pk, at=at)
    return RolloutUnit.objects.select_related("rollout").get(rollout=rollout, unit=unit)


def _chain(at: datetime.datetime) -> ApprovalChain:
    """Lay down a chain for units that the other tenant has none of: nothing else goes through it."""
    steps = [{"step": "secrecy", "checklist": [MARK]}, {"step": "leader"}]
    data = {"name": MARK, "sector": "hospital", "unit_kind": "office", "steps": steps, "reason": MARK}
    return laying_down.lay_down_chain(data=data, actor=world.person("admin"), at=at)


def _posting(disclosure: Disclosure, at: datetime.datetime) -> Posting:
    """Record that a text was shown on a board, with a picture of it."""
    data = {"channel": "board", "place": MARK, "shown_on": clock.local_date(at), "note": MARK}
    evidence = postings.Evidence(io.BytesIO(PDF), f"{MARK}.pdf")
    return postings.record(disclosure, data=data, evidence=evidence, actor=world.person("clerk"), at=at)


def _links(at: datetime.datetime) -> dict[str, str]:
    """Follow by e-mail, and return the secrets of the letters' links."""
    data = {"email": f"{uuid.uuid4()}@example.cn", "frequency": "daily"}
    following.ask(data=data, language="zh-hans", place=str(uuid.uuid4()), at=at)
    letter = Letter.objects.select_related("follower").latest("pk")
    paths = {"confirming": following.confirm_path(letter), "stopping": following.stop_path(letter.follower)}
    return {name: path.split("/")[3] for name, path in paths.items()}


def _picture(disclosure: Disclosure) -> StoredFile:
    """Return the picture among the files of a disclosure: it has every address that a file can have."""
    return disclosure.attachments.get(file__width__isnull=False).file


def _disclosure(item: Item, at: datetime.datetime) -> tuple[Disclosure, Attachment]:
    clerk = world.person("clerk")
    values = {"title": f"{MARK}公开信息", "body": f"<p>{MARK}</p>", "scope": "society", "item": str(item.public_id)}
    unit = Unit.objects.get(code="JG1")
    disclosure = disclosures_actions.create_draft(unit=unit, data=values, actor=clerk, at=at)
    attachment = disclosures_actions.attach(disclosure, stream=io.BytesIO(PDF), name=f"{MARK}.pdf", actor=clerk, at=at)
    disclosures_actions.attach(disclosure, stream=io.BytesIO(pictures.drawn()), name=f"{MARK}.png", actor=clerk, at=at)
    _publish(disclosure, at)
    disclosures_actions.create_draft(unit=unit, data={**values, "title": f"{MARK}草稿"}, actor=clerk, at=at)
    return disclosure, attachment


def _changed(like: Disclosure, at: datetime.datetime) -> Disclosure:
    """Publish another text and a change of it, and return the change."""
    clerk, values = world.person("clerk"), {**values_of(like), "title": f"{MARK}原文"}
    original = disclosures_actions.create_draft(unit=like.unit, data=values, actor=clerk, at=at)
    _publish(original, at)
    reason = {"relation": "amends", "reason": MARK}
    return _publish(following_up.follow_up(original, data=reason, actor=clerk, at=at), at)


def _publish(disclosure: Disclosure, at: datetime.datetime) -> Disclosure:
    for verb, username in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader")):
        data = {"checklist": Checkpoint.values} if verb == "pass_secrecy" else {}
        disclosure_flow.perform(verb, disclosure, actor=world.person(username), at=at, data=data)
    return disclosure_flow.perform("publish", disclosure, actor=world.person("clerk"), at=at)


def _template(at: datetime.datetime) -> TextTemplate:
    """Let drafts begin with a text."""
    unit = Unit.objects.get(code="JG1")
    return templates.add(unit, data={"body": f"<p>{MARK}</p>"}, actor=world.person("clerk"), at=at)


def _audience(at: datetime.datetime) -> Audience:
    """Keep a list of readers."""
    reader = {"kind": "unit", "unit": str(Unit.objects.get(code="JG2").public_id)}
    data = {"name": MARK, "readers": [reader]}
    return lists.keep(Unit.objects.get(code="JG1"), data=data, actor=world.person("clerk"), at=at)


def _plan(at: datetime.datetime) -> OutsidePlan:
    """Mean to disclose outside the catalog."""
    today = clock.local_date(at)
    data = {"title": MARK, "content": MARK, "reason": MARK, "scope": "society", "channels": MARK}
    days = {"from_on": today, "until_on": today + datetime.timedelta(days=9)}
    unit = Unit.objects.get(code="JG1")
    return planning.begin_plan(unit=unit, data=data | days, actor=world.person("clerk"), at=at)


def _deviations(item: Item, at: datetime.datetime) -> tuple[Override, Exemption]:
    """Ask for a stricter rule about an item, and for an exemption from it."""
    admin, unit = world.person("admin"), Unit.objects.get(code="JG2")
    data = {"reason": MARK, "channels": [MARK], "ends_on": clock.local_date(at) + datetime.timedelta(days=9)}
    return (
        catalog_actions.tighten(unit, item, data=data, actor=admin, at=at),
        catalog_actions.ask_exemption(unit, item, data=data, actor=admin, at=at),
    )


def _amendment(item: Item, at: datetime.datetime) -> Amendment:
    """Propose that the item say something else."""
    data = {**catalog_inputs.values_of(item), "elements": MARK, "reason": MARK}
    return catalog_actions.propose_change(item, data=data, actor=world.person("admin"), at=at)


def _owed(item: Item, at: datetime.datetime) -> tuple[Obligation, Extension, Matter]:
    """Register an event that is to be disclosed, ask for more time for it, and begin a matter with a stage."""
    clerk, unit, today = world.person("clerk"), Unit.objects.get(code="JG1"), clock.local_date(at)
    happened = {"item": str(item.public_id), "title": f"{MARK}事由", "happened_on": today}
    event = obligation_actions.register_event(unit=unit, data=happened, actor=clerk, at=at)
    obligation = event.obligations.get()
    asked = {"asked_until": obligation.due_on + datetime.timedelta(days=5), "reason": MARK}
    extension = obligation_actions.ask_extension(obligation, data=asked, actor=clerk, at=at)
    staged = Item.objects.create(
        version=item.version,
        category=item.category,
        title=f"{MARK}分期事项",
        scopes=["society"],
        time_mode="staged",
    )
    stages = {
        "item": str(staged.public_id),
        "title": f"{MARK}工程",
        "started_on": today,
        "stages": f"{today + datetime.timedelta(days=9):%Y-%m-%d} {MARK}阶段",
    }
    return obligation, extension, obligation_actions.begin_matter(unit=unit, data=stages, actor=clerk, at=at)


def _withholding(item: Item, at: datetime.datetime) -> Withholding:
    """Ask not to disclose something that happened, and let the unit's leader sign it."""
    clerk, unit = world.person("clerk"), Unit.objects.get(code="JG1")
    happened = {"item": str(item.public_id), "title": f"{MARK}内情", "happened_on": clock.local_date(at)}
    event = obligation_actions.register_event(unit=unit, data=happened, actor=clerk, at=at)
    asked = {"kind": "not_at_all", "ground": "other", "basis": MARK, "reason": MARK}
    found = obligation_actions.ask_withholding(event.obligations.get(), data=asked, actor=clerk, at=at)
    return withholding_flow.perform("endorse", found, actor=world.person("leader"), at=at)


def _box(at: datetime.datetime) -> Box:
    """Put the year away in which everything here was published; it is over a year later."""
    data = {"year": at.year, "retention": "10_years"}
    later = at.replace(year=at.year + 1)
    return boxes.close(Unit.objects.get(code="JG1"), data=data, actor=world.person("clerk"), at=later)


def _objection(item: Item, at: datetime.datetime) -> Objection:
    """Put a text on public notice and object to it under a name."""
    clerk, unit = world.person("clerk"), Unit.objects.get(code="JG1")
    values = {"title": f"{MARK}公示", "body": f"<p>{MARK}</p>", "scope": "society", "item": str(item.public_id)}
    draft = disclosures_actions.create_draft(unit=unit, data=values, actor=clerk, at=at)
    arranging.plan(draft, data={"kind": "public"}, actor=clerk, at=at)
    said = {"text": f"{MARK}异议", "name": f"{MARK}某", "contact": MARK}
    return objecting.object_to(_publish(draft, at), data=said, actor=actors.ANONYMOUS, at=at, source=str(uuid.uuid4()))


def _closure(at: datetime.datetime) -> LocalSpan:
    """Close the whole tenant on a day far ahead."""
    data = {"kind": "off", "first_on": FAR_AHEAD, "occasion": MARK, "reason": MARK}
    return closure_actions.declare(Unit.objects.get(code="QW"), data=data, actor=world.person("admin"), at=at)


def _person(unit: Unit, at: datetime.datetime) -> User:
    return accounts_actions.create_user(
        username="yuejie",
        name=f"{MARK}某",
        unit=unit,
        role="clerk",
        from_on=clock.local_date(at),
        password=world.PASSWORD,
        must_change_password=False,
        actor=actors.SYSTEM,
        at=at,
    ).user


def _visit(user: User) -> str:
    """Sign the person in on a device, and return the id of the visit."""
    store: SessionBase = sessions.SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    store["_auth_user_hash"] = user.get_session_auth_hash()
    sessions.mark_sign_in(store, user_agent=MARK, address="192.0.2.1", at=timezone.now())
    store.save()
    return str(Session.objects.get(session_key=store.session_key).public_id)
