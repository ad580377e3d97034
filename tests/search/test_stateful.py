"""Whatever is written, removed, merged and rebuilt in whatever order: the index is like a freshly built one."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kms.core.reach import Reach
from kms.core.search_sources import SearchDocument
from kms.search.engine.whoosh.index import Index
from kms.search.query.parser import parse
from tests.search.contents import contents

WORDS = ("leiter", "prüfung", "wahl", "betriebsratswahl", "urlaub")
ids = st.integers(1, 30)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
made = st.builds(
    lambda id, acl, title, text: SearchDocument("page", id, acl, None, title, text),
    ids,
    st.integers(1, 2),
    texts,
    texts,
)
REACHES = (Reach(None, frozenset({1})), Reach(None, frozenset({1, 2})))


class IndexMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.index = Index(self.home / "index")
        self.truth: dict[int, SearchDocument] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    @rule(documents=st.lists(made, max_size=5), gone=st.sets(ids, max_size=3))
    def write(self, documents: list[SearchDocument], gone: set[int]) -> None:
        gone -= {document.id for document in documents}
        self.index.write(documents, [("page", id) for id in gone])
        self.truth = {id: document for id, document in self.truth.items() if id not in gone}
        self.truth |= {document.id: document for document in documents}

    @rule(documents=st.lists(made, min_size=9, max_size=9))
    def write_one_by_one(self, documents: list[SearchDocument]) -> None:
        for document in documents:
            self.index.write([document])
            self.truth[document.id] = document

    @rule()
    def rebuild(self) -> None:
        assert self.index.rebuild([self.truth.values()]) == len(self.truth)

    @rule()
    def open_again(self) -> None:
        self.index = Index(self.home / "index")

    @invariant()
    def it_is_like_one_that_was_just_built(self) -> None:
        if not self.truth:
            return
        with tempfile.TemporaryDirectory() as folder:
            fresh = Index(Path(folder))
            fresh.rebuild([self.truth.values()])
            assert contents(self.index) == contents(fresh)
            for reach in REACHES:
                for word in WORDS:
                    ours = self.index.find(parse(word).expression, reach, limit=50)
                    theirs = fresh.find(parse(word).expression, reach, limit=50)
                    assert (sorted(ours.ids), ours.total, ours.facets) == (
                        sorted(theirs.ids),
                        theirs.total,
                        theirs.facets,
                    )


IndexMachine.TestCase.settings = settings(max_examples=6, stateful_step_count=8, deadline=None, phases=[Phase.generate])
TestIndex = IndexMachine.TestCase
