"""The page of a person, as its reader may see them. No list of what they wrote or when
(docs/decisions/0015-who-is-found.md)."""

from flask import render_template

from kms.accounts import queries
from kms.bookmarks import queries as bookmarks
from kms.home.views import routes
from kms.sharing import audiences
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading

MOST = 20


@routes.get("/people/<int:person_id>", who="member")
def show_person(person_id: int) -> str:
    """Name, groups shared with the reader, and bookmarks visible to the reader."""
    session, reach = reading(), my_reach()
    person = queries.get_colleague(session, person_id)
    saved = bookmarks.list_bookmarks(session, reach, bookmarks.BookmarkFilter(by=person.key), limit=MOST)
    return render_template(
        "home/person.html",
        person=person,
        groups=queries.groups_shared(session, person.id, actor().groups),
        saved=saved.items,
        more_saved=saved.next is not None,
        saved_tags=bookmarks.tags_of(session, [row.id for row in saved.items]),
        savers=bookmarks.savers_of(session, reach, [row.link_id for row in saved.items]),
        audiences=audiences.of_lists(session, [row.acl_id for row in saved.items]),
    )
