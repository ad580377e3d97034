"""Export bookmarks to files for other programs: Netscape HTML and JSON."""

from collections.abc import Mapping, Sequence
from html import escape
from posixpath import commonprefix
from typing import Any

from kms.bookmarks.importing import folder_names
from kms.bookmarks.queries import BookmarkRow
from kms.sharing.audiences import Audience

_HEAD = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
"""


def netscape(rows: Sequence[BookmarkRow], tags: Mapping[int, Sequence[str]], audiences: Mapping[int, Audience]) -> str:
    """Return the file format all browsers import: nested folders as imported, TAGS separated by commas, PRIVATE, dates
    in seconds, descriptions in DD."""
    found = sorted(((folder_names(row.folder), row) for row in rows), key=lambda each: each[0])
    lines: list[str] = []
    open_now: tuple[str, ...] = ()
    for folders, row in found:
        lines += _folder_tags(open_now, folders)
        lines.append(_entry(row, tags[row.id], private=audiences[row.acl_id].kind == "private"))
        open_now = folders
    return _HEAD + "".join([*lines, *_folder_tags(open_now, ())]) + "</DL><p>\n"


def _folder_tags(before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    """Close the folders that are only in `before`, open those that are only in `after`."""
    common = len(commonprefix([before, after]))
    opened = [f"<DT><H3>{escape(name)}</H3>\n<DL><p>\n" for name in after[common:]]
    return ["</DL><p>\n"] * (len(before) - common) + opened


def _entry(row: BookmarkRow, tags: Sequence[str], *, private: bool) -> str:
    line = (
        f'<DT><A HREF="{escape(row.url)}" ADD_DATE="{int(row.created_at.timestamp())}"'
        f' LAST_MODIFIED="{int(row.updated_at.timestamp())}" PRIVATE="{int(private)}"'
        f' TAGS="{escape(",".join(tags))}">{escape(row.label)}</A>\n'
    )
    return f"{line}<DD>{escape(row.description)}\n" if row.description else line


def records(
    rows: Sequence[BookmarkRow], tags: Mapping[int, Sequence[str]], audiences: Mapping[int, Audience]
) -> list[dict[str, Any]]:
    """Return the same as plain records; `access` as in the API."""
    return [
        {
            "url": row.url,
            "title": row.title,
            "description": row.description,
            "tags": list(tags[row.id]),
            "folder": row.folder,
            "access": audiences[row.acl_id].names,
            "created_at": row.created_at.isoformat(),
            "updated_at": row.updated_at.isoformat(),
        }
        for row in rows
    ]
