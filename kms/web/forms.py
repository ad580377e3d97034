"""Showing a form again with what was typed and a message beside each field that failed."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request

from kms.core.errors import Invalid
from kms.web.i18n import say
from kms.web.transaction import abandon


def show_again(template: str, fault: Invalid, **context: Any) -> Response:
    """The form with the typed values and translated messages; status 422; nothing was changed."""
    abandon()
    errors = {name: say(message) for name, message in fault.fields.items()}
    typed: Mapping[str, str] = request.form
    return make_response(render_template(template, errors=errors, form=typed, **context), fault.status)
