"""Autocompletion for names of colleagues and groups."""

from collections import Counter

from flask import Response, jsonify, request

from kms.accounts import queries
from kms.accounts.people import directory
from kms.accounts.routes import routes
from kms.core.text import fold_key
from kms.web.identity import actor
from kms.web.transaction import reading

MOST = 10


@routes.get("/complete/colleagues", who="member")
def complete_colleagues() -> Response:
    """Colleagues by name prefix: the name, plus the user name where several share it."""
    found = directory.suggest_people(reading(), request.args.get("q", "")[:100], MOST)
    called = Counter(fold_key(person.name) for person in found)
    return jsonify([p.name if called[fold_key(p.name)] == 1 and "," not in p.name else p.user_name for p in found])


@routes.get("/complete/groups", who="member")
def complete_groups() -> Response:
    """The reader's own groups by name prefix; all groups for those who manage people."""
    beginning = fold_key(request.args.get("q", "")[:100])
    groups = queries.list_groups(reading(), None if actor().may_manage_people else actor().groups)
    return jsonify([group.name for group in groups if fold_key(group.name).startswith(beginning)][:MOST])
