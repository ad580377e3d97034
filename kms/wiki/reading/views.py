"""Pages in the browser: reading, pinning, recent changes."""

from urllib.parse import urlencode

from flask import get_template_attribute, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, level_of
from kms.comments.web import sidebar as comment_sidebar
from kms.core.text import fold_key
from kms.links.queries import cited_by
from kms.markup.fill import (
    files_in,
    fill_files,
    fill_links,
    fill_mentions,
    fill_paths,
    fill_tasks,
    fill_words,
    names_in,
    with_heading_links,
    without_title,
)
from kms.markup.render import render
from kms.notifications.subscription_views import my_subscriptions
from kms.sharing import audiences
from kms.web.fragments import render_cached
from kms.web.identity import actor, cached, my_reach
from kms.web.organisation import copied_path
from kms.web.request_data import form_number
from kms.web.transaction import reading, writing
from kms.wiki.agenda.items import find_agenda
from kms.wiki.files import service as files
from kms.wiki.links import resolving
from kms.wiki.pages import features, queries, rendering, tree
from kms.wiki.pages import service as pages
from kms.wiki.pages.places import PagePlace
from kms.wiki.pages.queries import PageRow
from kms.wiki.pages.responsible import find_responsible
from kms.wiki.printing.web import sheets
from kms.wiki.reading.page_view import PageView, Surroundings, words_of
from kms.wiki.routes import routes
from kms.wiki.sharing.service import may_share
from kms.wiki.templates import service as templates
from kms.wiki.todos import mentions
from kms.wiki.todos import queries as todo_queries


@routes.get("/p/<int:page_id>", who="member")
@routes.get("/p/<int:page_id>/<slug>", who="member")
def show_page(page_id: int, slug: str = "") -> BaseResponse | str:
    reach = my_reach()
    page = cached(("page", page_id, reach), lambda: queries.get_page(reading(), reach, page_id))
    if slug != page.slug:
        return redirect(url_for("wiki.show_page", page_id=page.id, slug=page.slug), 301 if slug else 302)
    mine = cached(("pins", actor().person_id), lambda: tuple(pin.id for pin in pinned()))
    own = cached(("own tasks", actor().person_id), lambda: todo_queries.pages_with_own(reading(), user_key()))
    levels = (reach, my_reach(Level.WRITE), my_reach(Level.MANAGE))
    talked, named = comment_sidebar.key_of(("page", page_id)), user_key() if page_id in own else ""
    key = (page_id, *levels, mine, my_subscriptions(), named, talked)
    return render_cached("wiki/page.html", key, lambda: words_of(_page_view(page)))


def _page_view(page: PageRow) -> PageView:
    session, reach = reading(), my_reach()
    shown = rendering.shown(session, page)
    html, sources = sheets.numbered(_whole(page, shown), cited_by(session, "page", page.id))
    html = fill_files(html, files.opened_by(session, reach, files_in(html)))
    given = find_responsible(session, page.id)
    around = surroundings(page)
    return PageView(
        **words_of(around),
        page=page,
        paper=sheets.foot(page.id, page.title, page.revision, page.updated_at),
        way=[
            (page.space_name, url_for("wiki.show_space", slug=page.space)),
            *((p.title, p.address) for p in around.trail),
        ],
        html=_with_edit_links(page, html) if around.can_write else html,
        contents=[heading for heading in shown.headings if 1 < heading.level < 4],
        features=page.features,
        tags=queries.tags_of(session, [page.id])[page.id],
        agenda=find_agenda(session, reach, page),
        has_tasks='class="tick"' in html,
        template_key=templates.key_of(page) if page.is_template else "",
        backlinks=resolving.backlinks(session, reach, page),
        sources=sources,
        files=files.files_of(session, page),
        children=tree.children(session, reach, page.id) if page.lists_children else [],
        pinned=queries.is_pinned(session, page, actor().person_id),
        audience=audiences.of_lists(session, [page.acl_id])[page.acl_id],
        may_share=may_share(session, actor(), page),
        comments=comment_sidebar.sidebar_of(("page", page.id), around.can_write),
        responsible=given[1] if given else "",
    )


def _with_edit_links(page: PageRow, html: str) -> str:
    """Add an edit link to each section's heading."""
    edit_link = get_template_attribute("wiki/_edit_link.html", "edit_link")
    address = url_for("wiki.edit_page", page_id=page.id)
    return with_heading_links(html, lambda id, inner: str(edit_link(f"{address}?{urlencode({'section': id})}", inner)))


def user_key() -> str:
    """The current person's user name, as tasks name it."""
    return fold_key(actor().user_name)


def _whole(page: PageRow, shown: rendering.RenderedPage) -> str:
    """The text with checkboxes that can be ticked by those who may, and the due dates of tasks."""
    rows = todo_queries.tasks_of_page(reading(), my_reach(), page.id)
    writes, key = can(page, Level.WRITE), user_key()
    box, behind = (get_template_attribute("wiki/_task.html", name) for name in ("box", "behind"))

    def draw(number: int, done: bool) -> tuple[str | None, str]:
        task = rows[number] if number < len(rows) and rows[number].done == done else None
        if task is None:
            return None, ""
        return str(box(task)) if writes or key in task.names else None, str(behind(task))

    return fill_tasks(for_reader(shown, page.place, page.title), draw)


def surroundings(page: PageRow) -> Surroundings:
    """What every view of a page shows around it."""
    session, reach = reading(), my_reach()
    return Surroundings(
        nodes=tree.tree(session, reach, page.space_id, page.path),
        space_slug=page.space,
        space_name=page.space_name,
        trail=queries.path_titles(session, reach, page),
        pins=pins(page.space_id),
        can_write=can(page, Level.WRITE),
    )


def pins(space_id: int) -> list[PageRow]:
    """The pages of a space that the current person pinned."""
    return [page for page in pinned() if page.space_id == space_id]


def pinned() -> list[PageRow]:
    """All pages that the current person pinned."""
    return queries.pinned_pages(reading(), my_reach(), actor().person_id)


def for_reader(shown: rendering.RenderedPage, place: PagePlace, title: str) -> str:
    """The stored HTML with links and words filled in for this reader."""
    resolved = resolving.resolve_links(reading(), my_reach(), place, shown.links)
    html = fill_words(fill_links(without_title(shown.html, title), resolved), notices())
    html = fill_paths(html, copied_path)
    people = mentions.people_named(reading(), names_in(html))
    return fill_mentions(html, {name: (f"/people/{id}", called) for name, (id, called) in people.items()})


def notices() -> dict[str, str]:
    """The messages that the renderer leaves open."""
    return {
        "note": gettext("Note"),
        "tip": gettext("Tip"),
        "important": gettext("Important"),
        "warning": gettext("Warning"),
        "caution": gettext("Caution"),
        "source": gettext("This page is too complex to be shown; here is its source."),
    }


def can(page: PageRow, level: Level) -> bool:
    """Whether the current person has this level on the page."""
    return (level_of(reading(), actor(), page) or 0) >= level


def equal_lines(count: int) -> str:
    """The text shown in place of lines that are equal on both sides."""
    return str(ngettext("%(num)d equal line", "%(num)d equal lines", count))


@routes.post("/preview", who="member")
def preview() -> str:
    """The rendered text; stores nothing."""
    text = request.form.get("text", "")
    page = form_number("page")
    row = queries.find_pages(reading(), my_reach(), [page]).get(page) if page else None
    place = row.place if row else PagePlace(0, request.form.get("space", "")[:80], (), "")
    return for_reader(rendering.of(render(text, "maths" in features.of_space(reading(), place.space))), place, "")


@routes.post("/p/<int:page_id>/pin", who="member")
def pin_page(page_id: int) -> BaseResponse:
    pages.pin(writing(), actor(), page_id)
    return redirect(url_for("wiki.show_page", page_id=page_id), 303)


@routes.post("/p/<int:page_id>/unpin", who="member")
def unpin_page(page_id: int) -> BaseResponse:
    pages.unpin(writing(), actor(), page_id)
    return redirect(url_for("wiki.show_page", page_id=page_id), 303)


@routes.get("/changes", who="member")
def recent_changes() -> str:
    pages = queries.list_pages(reading(), my_reach(), cursor=request.args.get("cursor"))
    return render_template("wiki/changes.html", pages=pages)
