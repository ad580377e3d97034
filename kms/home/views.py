"""The start page, and small site-wide files."""

from flask import Response, render_template
from sqlalchemy import text

from kms.bookmarks import queries as bookmarks
from kms.search.saved import questions
from kms.search.saved.question_views import answers_of
from kms.search.saved.views import searches_with_news
from kms.sharing import audiences
from kms.web import organisation
from kms.web.identity import actor, my_reach
from kms.web.routes import Routes
from kms.web.transaction import reading
from kms.wiki.drafting.queries import list_drafts
from kms.wiki.pages import queries as wiki
from kms.wiki.todos.views import own_tasks

routes = Routes("home", __name__)


@routes.get("/", who="member")
def start() -> str:
    session, reach = reading(), my_reach()
    saved = bookmarks.list_bookmarks(session, reach, bookmarks.BookmarkFilter(), limit=8).items
    settings = organisation.settings()
    answered = questions.list_answered(session, actor()) if settings.has("questions") else []
    return render_template(
        "home/start.html",
        tasks=own_tasks(),
        drafts=list_drafts(session, reach, actor().person_id),
        pinned=wiki.pinned_pages(session, reach, actor().person_id),
        changes=wiki.list_pages(session, reach, limit=10).items,
        saved=saved,
        saved_tags=bookmarks.tags_of(session, [row.id for row in saved]),
        savers=bookmarks.savers_of(session, reach, [row.link_id for row in saved]),
        audiences=audiences.of_lists(session, [row.acl_id for row in saved]),
        spaces=wiki.list_spaces(session, reach),
        searches=searches_with_news() if settings.has("saved_searches") else [],
        wanted=questions.list_wanted(session, actor(), limit=5) if settings.has("questions") else [],
        answered=answered,
        answers=answers_of(answered),
    )


@routes.get("/health", who="anyone")
def health() -> Response:
    """Whether the server can read its database: for monitoring, without signing in."""
    reading().execute(text("SELECT 1"))
    return Response('{"status":"ok"}\n', content_type="application/json")


@routes.get("/robots.txt", who="anyone")
def robots() -> Response:
    """Excludes search engines from everything."""
    return Response("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
