"""Attachments in the browser: upload, show, download, remove."""

from typing import Any, cast
from urllib.parse import quote

from flask import Response, current_app, jsonify, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level
from kms.core.errors import Invalid, NotFound
from kms.core.text import N_
from kms.files.kinds import INLINE
from kms.files.queries import FileContent, contents_of
from kms.files.reasons import say
from kms.files.service import store_upload
from kms.files.store import FileStore
from kms.files.thumbnails import thumbnail
from kms.web import state
from kms.web.identity import actor, my_reach
from kms.web.request_data import number
from kms.web.transaction import reading, writing
from kms.wiki.files import service as files
from kms.wiki.pages import queries
from kms.wiki.routes import routes

_LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def store() -> FileStore:
    """Where the contents are stored."""
    return cast(FileStore, current_app.extensions["kms.files"])


@routes.post("/spaces/<slug>/files", who="member")
def upload(slug: str) -> Any:
    """Upload one file, for the page `?page=` or for one not saved yet; answers with the Markdown that shows it."""
    queries.get_space(reading(), my_reach(Level.WRITE), slug)
    page_id = number("page")
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid({"file": N_("Please choose a file.")})
    temporary = store().receive(sent.stream, state.config().upload_mb * 1_000_000)  # type: ignore[arg-type]
    taken = store_upload(store(), temporary, sent.filename)
    files.check_quota(writing(), actor(), quota(), taken.size)
    row = files.attach(writing(), actor(), slug, page_id, taken)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(id=row.id, name=row.name, url=row.address, markdown=row.markdown), 201
    return redirect(
        url_for("wiki.show_page", page_id=page_id) if page_id else url_for("wiki.show_space", slug=slug), 303
    )


def quota() -> files.Quota:
    """The configured storage limits."""
    config = state.config()
    return files.Quota(config.uploads_mb * 1_000_000, config.uploads_each_mb * 1_000_000)


@routes.get("/files/<int:file_id>/thumbnail", who="member")
def show_thumbnail(file_id: int) -> Response:
    """The thumbnail of a picture; 404 for other files."""
    row = files.get_file(reading(), my_reach(), file_id)
    path = thumbnail(store(), row.sha256, row.mime)
    if path is None:
        raise NotFound(queries.HIDDEN)
    response = send_file(path, mimetype="image/webp", etag=f"{row.sha256}-small", conditional=True, max_age=0)
    response.headers["Content-Security-Policy"] = _LOCKED
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


@routes.get("/files/<int:file_id>", who="member")
@routes.get("/files/<int:file_id>/<name>", who="member")
def show_file(file_id: int, name: str = "") -> Response:
    """The content: inline only for harmless pictures, everything else as a download (PDFs too: X17)."""
    return serve(files.get_file(reading(), my_reach(), file_id))


def serve(row: files.FileRow) -> Response:
    """A file with headers that keep it from running in our pages (security cases X15 to X17)."""
    mime = row.mime if row.mime in INLINE or row.mime == "image/svg+xml" else "application/octet-stream"
    return _send(row, mime, "inline" if row.mime in INLINE else "attachment")


@routes.get("/files/<int:file_id>/open", who="member")
def open_file(file_id: int) -> Response:
    """Open a PDF in the browser's own viewer, sandboxed like every file; 404 for other files."""
    row = files.get_file(reading(), my_reach(), file_id)
    if row.opened is None:
        raise NotFound(queries.HIDDEN)
    return _send(row, row.mime, "inline")


def _send(row: files.FileRow, mime: str, kind: str) -> Response:
    path = store().path(row.sha256)
    if not path.exists():
        raise NotFound(queries.HIDDEN)
    response = send_file(path, mimetype=mime, etag=row.sha256, conditional=True, max_age=0)
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "._- " else "_" for c in row.name)
    response.headers["Content-Disposition"] = (
        f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(row.name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = _LOCKED
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


@routes.get("/files/<int:file_id>/text", who="member")
def show_file_text(file_id: int) -> str:
    """Show a file's text in the browser, with an anchor for each of its pages so that search hits can link to them."""
    session, reach = reading(), my_reach()
    row = files.get_file(session, reach, file_id)
    content = contents_of(session, [row.sha256]).get(row.sha256, FileContent())
    return render_template(
        "wiki/file.html",
        file=row,
        page=queries.find_pages(session, reach, [row.page_id or 0]).get(row.page_id or 0),
        content=content,
        sections=content.sections(),
        note=say(content.state, content.reason),
    )


@routes.post("/files/<int:file_id>/delete", who="member")
def delete_file(file_id: int) -> BaseResponse:
    page_id = files.detach(writing(), actor(), file_id)
    return redirect(url_for("wiki.show_page", page_id=page_id) if page_id else url_for("wiki.list_spaces"), 303)
