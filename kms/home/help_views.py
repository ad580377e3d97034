"""The help centre: the manual inside the application, and the topic for each screen."""

from flask import Response, render_template, request, send_file
from flask_babel import get_locale

from kms.core.errors import NotFound
from kms.core.text import N_
from kms.home import manual
from kms.markup.fill import fill_words
from kms.web import state
from kms.web.routes import Routes
from kms.wiki.reading.views import notices

routes = Routes("help", __name__)

# The manual topic for each screen.
HELP = {
    "accounts.list_groups": "lead-group",
    "accounts.show_absence": "people",
    "accounts.show_group": "lead-group",
    "accounts.show_group_things": "lead-group",
    "accounts.show_requests": "lead-group",
    "admin.list_backups": "running",
    "admin.overview": "running",
    "admin.show_backup": "running",
    "admin.show_settings": "running",
    "announcements.list_announcements": "running",
    "bookmarks.access": "share",
    "bookmarks.edit_bookmark": "bookmarks",
    "bookmarks.list_bookmarks": "save-bookmark",
    "bookmarks.new_bookmark": "save-bookmark",
    "bookmarks.share_bookmark": "share",
    "bookmarks.show_bookmark": "bookmarks",
    "bookmarks.tools": "save-bookmark",
    "imports.choose": "bring",
    "imports.choose_bookmarks": "bring",
    "imports.show_run": "bring",
    "home.start": "write-page",
    "notifications.choices": "notices",
    "notifications.list_notices": "notices",
    "notifications.list_subscriptions": "notices",
    "people.list_join_requests": "people",
    "people.list_people": "people",
    "people.new_person": "people",
    "people.paste": "people",
    "people.show_person": "people",
    "search.list_questions": "searching",
    "search.list_saved": "searching",
    "search.new_question": "searching",
    "search.results": "find",
    "search.show_question": "searching",
    "onboarding.first_content": "people",
    "tags.list_tags": "bookmarks",
    "comments.list_hints": "report-mistake",
    "wiki.choose_responsible": "comments",
    "wiki.edit_page": "writing",
    "wiki.file_access": "share",
    "wiki.list_spaces": "access",
    "wiki.list_tasks": "tasks",
    "wiki.list_templates": "templates",
    "wiki.new_page": "write-page",
    "wiki.new_page_in": "write-page",
    "wiki.new_space": "access",
    "wiki.page_access": "share",
    "wiki.share_page": "share",
    "wiki.share_space": "share",
    "wiki.show_hints": "report-mistake",
    "wiki.show_label": "paper",
    "wiki.show_labels": "paper",
    "wiki.show_poster": "paper",
    "wiki.space_access": "share",
    "wiki.space_requests": "share",
    "wiki.space_settings": "access",
}
# Screens that show "How does this work?" below the form.
FORMS = {"bookmarks.new_bookmark", "people.new_person", "wiki.new_page_in", "wiki.new_space", "wiki.space_settings"}


@routes.get("/help", who="anyone")
def show_help() -> str:
    """All topics, or those that contain the words of `q`."""
    words = request.args.get("q", "")[:200].strip()
    found = manual.search(_language(), words) if words else manual.topics(_language())
    sections = {name: [topic for topic in found if topic.section == name] for name in (t.section for t in found)}
    return render_template("help/index.html", sections=sections.items(), words=words)


@routes.get("/help/<topic>", who="anyone")
def show_topic(topic: str) -> str:
    found = manual.find_topic(_language(), topic)
    if found is None:
        raise NotFound(N_("There is no such page of the manual."))
    html = fill_words(found.html, notices())
    others = manual.topics(_language())
    return render_template("help/topic.html", topic=found, html=html, others=others, https=state.config().https)


@routes.get("/help/pictures/<filename>", who="anyone")
def show_picture(filename: str) -> Response:
    path = manual.picture(filename)
    if path is None:
        raise NotFound(N_("There is no such page of the manual."))
    return send_file(path, conditional=True, max_age=3600)


@routes.app_template_global()
def help_topic() -> str:
    """Return the manual topic of the current screen; "" if there is none."""
    return HELP.get(request.endpoint or "", "")


@routes.app_template_global()
def is_helped_form() -> bool:
    """Whether the current screen is a form with a link to the manual below it."""
    return request.endpoint in FORMS


def _language() -> str:
    return str(get_locale())
