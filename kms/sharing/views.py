"""Autocompletion for the field that names a person or a group."""

from flask import Response, jsonify, request

from kms.accounts.routes import routes
from kms.sharing import service as sharing
from kms.web.identity import actor
from kms.web.transaction import reading

LONGEST = 100


@routes.get("/complete/sharing", who="member")
def complete_sharing() -> Response:
    """`?q=` is the typed text: returns the reader's groups and everyone who can sign in."""
    return jsonify(sharing.complete(reading(), actor(), request.args.get("q", "").strip()[:LONGEST]))
