"""What belongs to a group: its spaces, how much is shared with it, and sharing a space with it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level
from kms.access.service import lists_of_group
from kms.accounts.groups import service as groups
from kms.accounts.groups.views import group_words
from kms.accounts.routes import routes
from kms.bookmarks.queries import count_on_lists
from kms.core.errors import Invalid
from kms.sharing.service import unchanged
from kms.web.forms import show_again
from kms.web.identity import actor, my_reach
from kms.web.transaction import abandon, reading, writing
from kms.wiki.pages import queries as wiki
from kms.wiki.sharing.service import SharedSpace


@routes.get("/groups/<int:group_id>/things", who="member")
def show_group_things(group_id: int) -> str:
    return render_template("accounts/group_things.html", errors={}, form={}, **_context(group_id))


def _context(group_id: int) -> dict[str, Any]:
    """Return the template context, as far as the reader may see it."""
    words, session = group_words(group_id), reading()
    levels = lists_of_group(session, group_id)
    readable = wiki.list_spaces(session, my_reach())
    managed = {space.id for space in wiki.list_spaces(session, my_reach(Level.MANAGE))}
    return words | {
        "spaces": [(space, levels[space.acl_id], space.id in managed) for space in readable if space.acl_id in levels],
        "closed": [space for space in readable if space.id in managed and space.acl_id not in levels],
        "pages": wiki.count_on_lists(session, my_reach(), levels),
        "bookmarks": count_on_lists(session, my_reach(), levels),
    }


@routes.post("/groups/<int:group_id>/spaces", who="member")
def open_space(group_id: int) -> BaseResponse:
    """Share a space that the person manages with this group."""
    groups.get_visible(reading(), actor(), group_id)
    level = Level.WRITE if request.form.get("level") == "write" else Level.READ
    try:
        slug, session = request.form.get("space", "")[:80], writing()
        shared = SharedSpace(actor(), slug)
        shared.apply(session, unchanged(session, shared.state(session)).with_line(f"group:{group_id}", level))
    except Invalid as fault:
        abandon()
        return show_again("accounts/group_things.html", fault, **_context(group_id))
    flash(gettext("“%(name)s” is open to the group now.", name=shared.space(session).name), "success")
    return redirect(url_for("accounts.show_group_things", group_id=group_id), 303)
