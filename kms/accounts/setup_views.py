"""The first start: the firm and the first account, then people, then first content, then slips to print."""

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import directory, people, queries
from kms.accounts.entry import let_in, typed
from kms.accounts.inputs import FirmDraft, PersonDraft
from kms.accounts.passwords import require_good
from kms.accounts.views import routes
from kms.core.errors import Invalid, NotFound
from kms.core.text import N_, Message
from kms.settings.service import change
from kms.web import state
from kms.web.forms import show_again
from kms.web.i18n import choose_language
from kms.web.reading import form_data
from kms.web.transaction import reading, writing

CONTENT = "starter.first_content"  # the page on which first spaces and pages are chosen, where there is one


@routes.get("/setup", who="anyone")
def set_up() -> BaseResponse | str:
    _require_nobody()
    return render_template("accounts/set_up.html", form={"language": choose_language()}, errors={})


@routes.post("/setup", who="anyone")
def do_set_up() -> BaseResponse:
    """The firm and the first person; there is no second time."""
    _require_nobody()
    try:
        firm, draft = _parsed()
        person = people.set_up(writing(), draft)
    except Invalid as fault:
        return show_again("accounts/set_up.html", fault)
    change(writing(), company_name=firm.name, language=firm.language)
    return let_in(person.id, typed(request.form.get("password", "")), to=url_for("people.paste", first=1))


def _parsed() -> tuple[FirmDraft, PersonDraft]:
    """Raises Invalid with what is wrong in all fields, the password among them: each round costs typing it again."""
    wrong: dict[str, Message] = {}
    try:
        require_good(request.form.get("password", ""))
    except Invalid as fault:
        wrong = dict(fault.fields)
    try:
        firm, draft = FirmDraft.parse(form_data()), PersonDraft.parse(form_data())
    except Invalid as fault:
        raise Invalid({**fault.fields, **wrong}) from fault
    if wrong:
        raise Invalid(wrong)
    return firm, draft


def _require_nobody() -> None:
    if queries.anyone_exists(reading()):
        raise NotFound(N_("This server has been set up already."))


@routes.get("/setup/content", who="admin")
def set_up_content() -> BaseResponse:
    """First spaces and pages, where they are offered."""
    offered = CONTENT in current_app.view_functions
    return redirect(url_for(CONTENT, first=1) if offered else url_for("accounts.set_up_done"))


@routes.get("/setup/done", who="admin")
def set_up_done() -> str:
    """What there is now, and the slips to print."""
    waiting = directory.waiting_people(reading())
    return render_template("accounts/set_up_done.html", waiting=waiting, address=state.config().url)
