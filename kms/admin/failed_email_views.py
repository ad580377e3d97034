"""Failed emails, for administrators: recipient and reason, never the content. Registers its routes on admin.views."""

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.admin.views import routes
from kms.mail import queries, service
from kms.mail.models import Email
from kms.web.transaction import reading, writing


@routes.app_template_global()
def failed_letters() -> Sequence[Email]:
    """Return the failed emails, latest first."""
    return queries.list_failed(reading())


@routes.post("/admin/letters/<int:letter_id>/again", who="admin")
def send_again(letter_id: int) -> BaseResponse:
    service.retry(writing(), letter_id)
    flash(gettext("The letter is tried once more."), "success")
    return redirect(url_for("admin.show_settings", section="mail"), 303)


@routes.post("/admin/letters/<int:letter_id>/forget", who="admin")
def forget_letter(letter_id: int) -> BaseResponse:
    service.forget(writing(), letter_id)
    return redirect(url_for("admin.show_settings", section="mail"), 303)
