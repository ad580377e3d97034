"""Showing a form again with what was typed and a message beside each field that failed."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from kms.core.errors import Invalid
from kms.core.inputs import is_slot
from kms.web import state
from kms.web.i18n import say
from kms.web.transaction import abandon

_TAKEN = "kms_saved"


def tell_taken(response: BaseResponse) -> BaseResponse:
    """Let the browser know that it need not keep a copy of what this form sent any more."""
    slot = request.form.get("slot", "")
    if is_slot(slot):
        response.set_cookie(_TAKEN, slot, max_age=600, secure=state.config().https, samesite="Lax")
    return response


def show_again(template: str, fault: Invalid, **context: Any) -> Response:
    """The form with the typed values and translated messages; status 422; nothing was changed."""
    abandon()
    errors = {name: say(message) for name, message in fault.fields.items()}
    typed: Mapping[str, str] = request.form
    return make_response(render_template(template, errors=errors, form=typed, **context), fault.status)
