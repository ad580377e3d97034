"""Groups in the browser: the list, a group's members, and the requests it decides."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import queries
from kms.accounts.groups import requests
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft, parse_names
from kms.accounts.models import LEAD, MEMBER
from kms.accounts.people import lists
from kms.accounts.routes import routes
from kms.audit import queries as audit_log
from kms.core.errors import Conflict, Invalid
from kms.web.forms import show_again
from kms.web.i18n import say
from kms.web.identity import actor
from kms.web.request_data import form_data, number
from kms.web.transaction import abandon, reading, writing


@routes.get("/groups", who="member")
def list_groups() -> str:
    found = queries.list_groups(reading(), None if actor().may_manage_people else actor().groups)
    return render_template("accounts/groups.html", groups=found, form={}, errors={})


@routes.post("/groups", who="people")
def create_group() -> BaseResponse:
    found = queries.list_groups(reading())
    try:
        group = groups.add_group(writing(), actor(), GroupDraft.parse(form_data()))
    except Invalid as fault:
        return show_again("accounts/groups.html", fault, groups=found)
    return redirect(url_for("accounts.show_group", group_id=group.id), 303)


@routes.get("/groups/<int:group_id>", who="member")
def show_group(group_id: int) -> str:
    return render_template("accounts/group.html", form={}, errors={}, **_people_words(group_id))


def _people_words(group_id: int) -> dict[str, Any]:
    """Return the template context for a group's members: leads first, paginated."""
    words = group_words(group_id)
    typed, cursor = request.args.get("q", ""), request.args.get("cursor")
    return words | {"found": lists.find(words["members"], typed, cursor, rank=lambda member: member.role != LEAD)}


def group_words(group_id: int) -> dict[str, Any]:
    """Return the template context for a group's header. Raises NotFound for those who may not see it."""
    group = groups.get_visible(reading(), actor(), group_id)
    leads = group_id in actor().leads or actor().is_admin
    return {
        "group": group,
        "members": queries.members_of(reading(), group_id),
        "can_lead": leads,
        "can_fill": leads or actor().manages_people,
        "requests": requests.requests_of(reading(), actor(), group_id),
    }


@routes.post("/groups/<int:group_id>", who="member")
def change_group(group_id: int) -> BaseResponse:
    groups.get_visible(reading(), actor(), group_id)
    try:
        groups.change_group(writing(), actor(), group_id, GroupDraft.parse(form_data()))
    except Invalid as fault:
        abandon()
        return show_again("accounts/group.html", fault, **_people_words(group_id))
    return redirect(url_for("accounts.show_group", group_id=group_id), 303)


@routes.post("/groups/<int:group_id>/remove", who="people")
def remove_group(group_id: int) -> BaseResponse:
    name = groups.get_visible(reading(), actor(), group_id).name
    try:
        groups.remove_group(writing(), actor(), group_id)
    except Conflict as fault:
        flash(say(fault.message), "error")
        return redirect(url_for("accounts.show_group", group_id=group_id), 303)
    flash(gettext("The group “%(name)s” was deleted.", name=name), "success")
    return redirect(url_for("accounts.list_groups"), 303)


@routes.post("/groups/<int:group_id>/members", who="member")
def add_members(group_id: int) -> BaseResponse:
    """Add one or several people, by name, user name or a pasted list."""
    groups.get_visible(reading(), actor(), group_id)
    role = LEAD if request.form.get("role") == LEAD else MEMBER
    names = parse_names(f"{request.form.get('names', '')[:5000]}\n{request.form.get('list', '')[:20000]}")
    try:
        added = groups.add_members(writing(), actor(), group_id, names, role)
    except Invalid as fault:
        abandon()
        return show_again("accounts/group.html", fault, **_people_words(group_id))
    if added:
        flash(gettext("Added: %(names)s", names=", ".join(added)), "success")
    else:
        flash(ngettext("This person is in the group already.", "These people are in the group already.", len(names)))
    return redirect(url_for("accounts.show_group", group_id=group_id), 303)


@routes.post("/groups/<int:group_id>/members/<int:person_id>/role", who="member")
def change_role(group_id: int, person_id: int) -> BaseResponse:
    groups.get_visible(reading(), actor(), group_id)
    try:
        groups.change_role(writing(), actor(), group_id, person_id, request.form.get("role", MEMBER))
    except Invalid as fault:
        abandon()
        return show_again("accounts/group.html", fault, **_people_words(group_id))
    return redirect(url_for("accounts.show_group", group_id=group_id), 303)


@routes.post("/groups/<int:group_id>/members/<int:person_id>/remove", who="member")
def remove_member(group_id: int, person_id: int) -> BaseResponse:
    groups.get_visible(reading(), actor(), group_id)
    try:
        groups.remove_member(writing(), actor(), group_id, person_id)
    except Invalid as fault:
        abandon()
        return show_again("accounts/group.html", fault, **_people_words(group_id))
    left = person_id == actor().person_id and not actor().may_manage_people
    return redirect(url_for("accounts.list_groups") if left else url_for("accounts.show_group", group_id=group_id), 303)


@routes.get("/groups/<int:group_id>/requests", who="member")
def show_requests(group_id: int) -> str:
    return render_template("accounts/group_requests.html", errors={}, **group_words(group_id))


@routes.get("/groups/<int:group_id>/changes", who="member")
def show_changes(group_id: int) -> str:
    """Membership changes of the group, for its leads."""
    found = audit_log.entries_in_group(reading(), actor(), group_id, number("before"))
    return render_template(
        "audit/group_changes.html", errors={}, entries=found, page=audit_log.PAGE, **group_words(group_id)
    )
