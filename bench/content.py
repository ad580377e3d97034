"""Seeded content for the measurements: the same seed gives the same pages, bookmarks, people and groups."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.access.policy import MEMBERS, Actor
from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft, PersonDraft
from kms.accounts.models import LEAD, MEMBER
from kms.accounts.people import service as people
from kms.bookmarks.inputs import BookmarkDraft
from kms.bookmarks.service import save_bookmark
from kms.core.urls import parse_address
from kms.markup.render import render
from kms.runtime import Runtime
from kms.signin.inputs import TokenDraft
from kms.signin.keys import create_token
from kms.signin.passwords import hash_where_given
from kms.wiki.pages.inputs import PageDraft
from kms.wiki.revisions.service import create_page
from kms.wiki.spaces import service as spaces
from kms.wiki.spaces.inputs import SpaceDraft

PASSWORD = "bench password"
SEED = 20261122
PAGES, BOOKMARKS, PEOPLE, GROUPS, TAGS, SPACES = 2_000, 10_000, 50, 12, 300, 40
BATCH = 200


@dataclass(frozen=True)
class Words:
    """A vocabulary with Zipf-distributed frequencies."""

    words: list[str]
    weights: list[float]

    @classmethod
    def make(cls, chance: random.Random, count: int = 20_000) -> "Words":
        """Pronounceable words; frequent ones are short."""
        syllables = [c + v for c in "bdfghklmnprstvwz" for v in ("a", "e", "i", "o", "u", "ei", "au")]
        words: dict[str, None] = {}
        while len(words) < count:
            length = 1 + len(words) // 1500 % 4 + chance.randint(1, 2)
            words["".join(chance.choice(syllables) for _ in range(length))] = None
        return cls(list(words), [1 / (rank + 5) for rank in range(count)])

    def text(self, chance: random.Random, count: int) -> list[str]:
        """`count` words drawn by frequency."""
        return chance.choices(self.words, self.weights, k=count)


def fill(runtime: Runtime, scale: int = 1) -> dict[str, str]:
    """Fill an empty installation; returns API keys by user name."""
    chance = random.Random(SEED)
    words = Words.make(chance)
    names = [f"person{number}" for number in range(PEOPLE)]
    with runtime.database.transaction() as session:
        for number in range(GROUPS):
            groups.create_group(session, GroupDraft(f"Group {number}", ""))
        for number, name in enumerate(names):
            person = people.create_person(
                session,
                PersonDraft(name, name.title(), None, PASSWORD),
                hash_where_given(PASSWORD),
                is_admin=number == 0,
            )
            for group in chance.sample(range(1, GROUPS + 1), 3):
                groups.put_member(session, group, person.id, LEAD if number < GROUPS else MEMBER)
        for number in range(SPACES):
            actor = _actor(session, names[number % PEOPLE])
            audience = MEMBERS if number % 3 else f"group:{actor.groups[0]}"
            spaces.create_space(session, actor, SpaceDraft(f"Space {number}", f"space-{number}", "", audience))
        keys = {name: create_token(session, _actor(session, name), TokenDraft("bench", "write")) for name in names[:5]}
    for batch in _batches(PAGES * scale):
        _pages(runtime, chance, words, batch)
    for batch in _batches(BOOKMARKS * scale):
        _bookmarks(runtime, chance, words, batch)
    return keys


def _batches(count: int) -> Iterator[range]:
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


def _pages(runtime: Runtime, chance: random.Random, words: Words, batch: range) -> None:
    drafts = [
        PageDraft(f"Page {n} {' '.join(words.text(chance, 2))}", page_text(chance, words, n), (), None) for n in batch
    ]
    rendered = [render(draft.text) for draft in drafts]
    with runtime.database.transaction() as session:
        for number, draft, html in zip(batch, drafts, rendered, strict=True):
            space = number % SPACES
            create_page(session, _actor(session, f"person{space % PEOPLE}"), f"space-{space}", draft, html)


def page_text(chance: random.Random, words: Words, number: int, count: int = 0) -> str:
    """A page of 260 to 1,600 words with 10 to 20 links to other pages."""
    text = words.text(chance, count or chance.randint(260, 1600))
    for _ in range(chance.randint(10, 20)):
        other = chance.randrange(max(1, number))
        text[chance.randrange(len(text))] = f"[{chance.choice(words.words)}](/p/{other + 1})"
    lines = [f"# Page {number}", ""]
    for start in range(0, len(text), 80):
        lines += [f"## {' '.join(text[start : start + 3])}", "", " ".join(text[start : start + 80]) + ".", ""]
    return "\n".join(lines)


def _bookmarks(runtime: Runtime, chance: random.Random, words: Words, batch: range) -> None:
    with runtime.database.transaction() as session:
        for number in batch:
            draft = BookmarkDraft(
                parse_address(f"https://site{number % 700}.example/{number}"),
                " ".join(words.text(chance, 6)),
                " ".join(words.text(chance, chance.randint(5, 40))),
                tuple(f"tag{chance.randrange(TAGS)}" for _ in range(chance.randint(3, 6))),
                MEMBERS if number % 3 else "private",
            )
            save_bookmark(session, _actor(session, f"person{number % PEOPLE}"), draft)


_actors: dict[str, Actor] = {}


def _actor(session: Session, name: str) -> Actor:
    if name not in _actors:
        found = queries.find_actor(session, name)
        assert found is not None
        _actors[name] = found
    return _actors[name]
