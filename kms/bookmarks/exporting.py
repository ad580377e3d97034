"""One's own bookmarks as files that other programs read: Netscape HTML and JSON."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from kms.accounts.audiences import Audience
from kms.bookmarks.queries import BookmarkRow

_HEAD = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
"""


def netscape(rows: Sequence[BookmarkRow], tags: Mapping[int, Sequence[str]], audiences: Mapping[int, Audience]) -> str:
    """The file format all browsers import: TAGS by comma, PRIVATE, dates in seconds, descriptions in DD."""
    lines = []
    for row in rows:
        private = int(audiences[row.acl_id].kind == "private")
        lines.append(
            f'<DT><A HREF="{escape(row.url)}" ADD_DATE="{int(row.created_at.timestamp())}"'
            f' LAST_MODIFIED="{int(row.updated_at.timestamp())}" PRIVATE="{private}"'
            f' TAGS="{escape(",".join(tags[row.id]))}">{escape(row.label)}</A>\n'
        )
        if row.description:
            lines.append(f"<DD>{escape(row.description)}\n")
    return _HEAD + "".join(lines) + "</DL><p>\n"


def records(
    rows: Sequence[BookmarkRow], tags: Mapping[int, Sequence[str]], audiences: Mapping[int, Audience]
) -> list[dict[str, Any]]:
    """The same as plain records; `access` as the API spells it."""
    return [
        {
            "url": row.url,
            "title": row.title,
            "description": row.description,
            "tags": list(tags[row.id]),
            "access": audiences[row.acl_id].names,
            "created_at": row.created_at.isoformat(),
            "updated_at": row.updated_at.isoformat(),
        }
        for row in rows
    ]
