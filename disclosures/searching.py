"""Which disclosures have these words? How the words are kept, and how they are asked for.

The words of title, numbers and text are kept in the transaction that changes them, so that what was published is found
at once. Attachments are read in the background; until then a text is found without them.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.contrib.postgres.search import SearchRank
from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Lower, StrIndex, Substr

from core.files import shelf
from core.search import columns, reading, words
from disclosures.kinds import State
from disclosures.models import Attachment, AttachmentText, Disclosure, WordIndex
from disclosures.queries import BEGINNING, ROW_COLUMNS, DisclosureQuerySet

logger = logging.getLogger(__name__)

MOST_RANKED = 2_000
"""Of more than so many hits no one reads the best; they are listed by time."""
MOST_SUGGESTED = 8
SUGGESTED_FROM = 100
PORTION = 200
BEFORE = 60
EXCERPT = 200


_BEST = f"""
    SELECT hits.count AS hits, best.*
      FROM (SELECT count(*) AS count, array_agg(hit.id) AS ids FROM ({{found}}) AS hit) AS hits
      LEFT JOIN LATERAL (
           SELECT text.id, {", ".join(f"text.{column}" for column in ROW_COLUMNS)},
                  left(text.body_text, %s) AS beginning, ts_rank(kept.words, %s::tsquery) AS rank
             FROM disclosures_disclosure AS text JOIN disclosures_wordindex AS kept ON kept.disclosure_id = text.id
            WHERE hits.count <= %s AND text.id = ANY(hits.ids)
            ORDER BY rank DESC, text.published_at DESC NULLS LAST, text.id DESC
            LIMIT %s
           ) AS best ON true
     ORDER BY best.rank DESC, best.published_at DESC NULLS LAST, best.id DESC
"""  # noqa: S608  (of constants; what is asked goes in as values)
"""The words are matched once, the hits counted, and ranked only where they are few; one line says at least the count.

Written by hand: querysets join nothing sideways, and to ask twice took a third of the time of a search for rare words.
"""


def keep(disclosure: Disclosure) -> None:
    """Keep the words of a text as it stands, those of its attachments as far as they have been read: two queries."""
    texts = AttachmentText.objects.filter(attachment__disclosure=disclosure.pk).values_list("attachment__title", "text")
    _write([(disclosure, list(texts))])


def keep_all(disclosures: Iterable[Disclosure]) -> int:
    """Keep the words of many texts, in portions; return how many."""
    done = 0
    portion: list[Disclosure] = []
    for disclosure in disclosures:
        portion.append(disclosure)
        if len(portion) == PORTION:
            done += _keep_portion(portion)
            portion = []
    return done + _keep_portion(portion)


def refresh() -> int:
    """Keep the words of every text that has none or changed since; repeating it does nothing. Returns how many."""
    rows = Disclosure.objects.filter(
        Q(word_index__isnull=True) | ~Q(word_index__content_hash=F("content_hash"))
    ).select_related("unit")
    return keep_all(rows.iterator(chunk_size=PORTION))


def refresh_unit(unit_id: int) -> int:
    """Keep the words of a unit's texts anew, since it is called otherwise now; returns how many."""
    return keep_all(Disclosure.objects.filter(unit=unit_id).select_related("unit").iterator(chunk_size=PORTION))


def read_attachments(*, at: datetime.datetime, disclosure_id: int | None = None) -> int:
    """Read the attachments of published texts that were not read yet; return how many were tried.

    Each is marked before it is opened: a file that takes its reader down is not tried again for ever.
    """
    waiting = Attachment.objects.filter(disclosure__state=State.PUBLISHED, read_text__isnull=True)
    if disclosure_id is not None:
        waiting = waiting.filter(disclosure=disclosure_id)
    done: dict[int, Disclosure] = {}
    for attachment in list(waiting.select_related("file", "disclosure__unit").order_by("pk")[:PORTION]):
        if _read(attachment, at=at):
            done[attachment.disclosure_id] = attachment.disclosure
    keep_all(done.values())
    return len(done)


def find(rows: DisclosureQuerySet, text: str) -> DisclosureQuerySet:
    """Return those of the rows that have every word of this text; when none has, those with the very letters.

    Segmentation can part a word otherwise in a text than in what is typed; titles and numbers are then compared
    letter by letter.
    """
    by_words = _by_words(rows, text)
    if by_words is rows or (by_words is not None and by_words.exists()):
        return by_words
    return rows.containing(text)


class Found(NamedTuple):
    """What a search found: the rows, how many they are, and the best of them, empty where they were not ranked."""

    rows: DisclosureQuerySet
    total: int
    best: Sequence[Disclosure] = ()


def find_counted(rows: DisclosureQuerySet, text: str, *, best: int = 0) -> Found:
    """Return what `find` does and how many there are: one query when words find something.

    With `best`, the same query brings so many of the first that `ranked` lists, as `for_rows` and `with_beginning` have
    them; none when there are more than `MOST_RANKED`, or when no words but letters found them.
    """
    literal = words.query(text) if best else ""
    by_words = rows.with_words(literal) if literal else _by_words(rows, text)
    if by_words is not None:
        found = _with_best(by_words, literal, best) if literal else Found(by_words, by_words.count())
        if found.total:
            return found
    by_letters = rows.containing(text)
    return Found(by_letters, by_letters.count())


def ranked(rows: DisclosureQuerySet, text: str) -> DisclosureQuerySet:
    """Return what `find` found, the best match first: the title counts most, then item and numbers, then the text.

    For at most `MOST_RANKED` rows; more are better narrowed by another word.
    """
    literal = words.query(text)
    if not literal:
        return rows.newest()
    rank = SearchRank(F("word_index__words"), columns.WordsAsked(literal))
    return rows.annotate(rank=rank).order_by("-rank", F("published_at").desc(nulls_last=True), "-id")


def suggest(rows: DisclosureQuerySet, text: str) -> list[str]:
    """Return titles of newest published texts among the rows whose title or item begins a word so: one query.

    Rows past their display are for the caller to leave out, as from the list that the title is looked up in.
    """
    literal = words.query(text, weights="AB")
    if not literal:
        return []
    titles = rows.published().with_words(literal).newest().values_list("title", flat=True)[:SUGGESTED_FROM]
    return list(dict.fromkeys(titles))[:MOST_SUGGESTED]


class AttachmentExcerpt(NamedTuple):
    """A stretch of what an attachment says."""

    disclosure_id: int
    title: str
    excerpt: str


def attachment_excerpts(disclosure_ids: Sequence[int], word: str) -> list[AttachmentExcerpt]:
    """Return the stretch around a word of each attachment that says it, of texts that the caller may show: one query.

    Cut by the database: what an attachment says may be half a million letters.
    """
    place = StrIndex(Lower("text"), Value(word))
    rows = AttachmentText.objects.filter(attachment__disclosure__in=disclosure_ids).annotate(place=place)
    cut = rows.filter(place__gt=0).annotate(excerpt=Substr("text", Greatest(F("place") - BEFORE, 1), EXCERPT))
    found = cut.order_by("attachment__sort_no").values_list("attachment__disclosure_id", "attachment__title", "excerpt")
    return [AttachmentExcerpt(*row) for row in found]


def _by_words(rows: DisclosureQuerySet, text: str) -> DisclosureQuerySet | None:
    """Return the rows with every word; all of them for no text at all, None when the text has no words."""
    if not text.replace("\x00", " ").strip():
        return rows
    literal = words.query(text)
    return rows.with_words(literal) if literal else None


def _with_best(hits: DisclosureQuerySet, literal: str, best: int) -> Found:
    try:
        found, values = hits.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return Found(hits, 0)
    lines = list(Disclosure.objects.raw(_BEST.format(found=found), [*values, BEGINNING, literal, MOST_RANKED, best]))
    return Found(hits, getattr(lines[0], "hits"), [line for line in lines if line.pk is not None])


def _keep_portion(portion: Sequence[Disclosure]) -> int:
    if not portion:
        return 0
    texts: dict[int, list[tuple[str, str]]] = {disclosure.pk: [] for disclosure in portion}
    read = AttachmentText.objects.filter(attachment__disclosure__in=texts)
    for disclosure_id, title, text in read.values_list("attachment__disclosure", "attachment__title", "text"):
        texts[disclosure_id].append((title, text))
    _write([(disclosure, texts[disclosure.pk]) for disclosure in portion])
    return len(portion)


def _write(found: Sequence[tuple[Disclosure, list[tuple[str, str]]]]) -> None:
    rows = [
        WordIndex(
            disclosure=disclosure,
            words=columns.words_kept(_vector(disclosure, texts)),
            content_hash=disclosure.content_hash,
        )
        for disclosure, texts in found
    ]
    WordIndex.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["disclosure"], update_fields=["words", "content_hash"]
    )


def _vector(disclosure: Disclosure, attachments: Sequence[tuple[str, str]]) -> str:
    names = {disclosure.unit_name or disclosure.unit.name, disclosure.unit.name}
    near = [disclosure.item_title, disclosure.document_no, disclosure.index_no or ""]
    return words.vector(
        [
            (disclosure.title, "A"),
            (" ".join([*near, *disclosure.keywords, *sorted(names)]), "B"),
            (disclosure.body_text, "C"),
            *((f"{title} {text}", "D") for title, text in attachments),
        ]
    )


def _read(attachment: Attachment, *, at: datetime.datetime) -> bool:
    """Read one attachment; False when somebody else has it already."""
    kept, is_mine = AttachmentText.objects.get_or_create(attachment=attachment, defaults={"read_at": at})
    if not is_mine:
        return False
    try:
        with shelf.open_stored(attachment.file) as stream:
            found = reading.read(stream, content_type=attachment.file.content_type)
    except OSError:
        logger.warning("attachment %s: its file is missing", attachment.pk)
        found = reading.Reading(is_readable=False)
    kept.text, kept.outcome = found.text, _outcome(found)
    kept.save(update_fields=["text", "outcome"])
    return True


def _outcome(found: reading.Reading) -> AttachmentText.Outcome:
    if not found.is_readable:
        return AttachmentText.Outcome.UNREADABLE
    if not found.text:
        return AttachmentText.Outcome.WORDLESS
    return AttachmentText.Outcome.CUT if found.is_cut else AttachmentText.Outcome.READ
