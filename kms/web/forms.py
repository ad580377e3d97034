"""Redisplay forms with the submitted values and a message next to each invalid field."""

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
    """Tell the browser that it can discard its local copy of this form."""
    slot = request.form.get("slot", "")
    if is_slot(slot):
        response.set_cookie(_TAKEN, slot, max_age=600, secure=state.config().https, samesite="Lax")
    return response


def show_again(template: str, fault: Invalid, **context: Any) -> Response:
    """Return the form with the submitted values and translated messages; status 422; nothing was changed."""
    abandon()
    errors = {name: say(message) for name, message in fault.fields.items()}
    typed: Mapping[str, str] = request.form
    return make_response(render_template(template, errors=errors, form=typed, **context), fault.status)
