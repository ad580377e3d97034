"""The page that shows who can see an object, and why."""

from collections.abc import Callable, Sequence

from flask import render_template, request

from kms.accounts.people import lists
from kms.sharing import audiences, effective_access
from kms.sharing.effective_access import PersonWithAccess
from kms.sharing.web.forms import HiddenSource, SharingSubject
from kms.web.transaction import reading

People = Sequence[PersonWithAccess]


def render_access(
    subject: SharingSubject,
    where: str,
    acl_id: int,
    *,
    owner_id: int | None = None,
    within: str = "",
    hidden: Callable[[People], Sequence[HiddenSource]] = lambda people: (),
    may_change: bool = False,
) -> str:
    """Render who can see what this list protects. `where` names the object, `within` what it narrows."""
    session = reading()
    people = effective_access.list_readers(session, acl_id, owner_id)
    return render_template(
        "sharing/access.html",
        subject=subject,
        where=where,
        audience=audiences.of_lists(session, [acl_id])[acl_id],
        within=within,
        sources=hidden(people),
        may_change=may_change,
        found=lists.find(people, request.args.get("q", ""), request.args.get("cursor")),
    )
