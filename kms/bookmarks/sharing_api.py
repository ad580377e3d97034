"""Who may see a bookmark, in the API."""

from kms.api.routes import me
from kms.bookmarks import queries
from kms.bookmarks.api import routes
from kms.bookmarks.sharing import SharedBookmark
from kms.sharing import access_api
from kms.sharing.access_api import AccessJson, AccessWrite, EffectJson
from kms.web.identity import my_reach
from kms.web.transaction import reading


@routes.operation("GET", "/bookmarks/<int:bookmark_id>/access", who="read", gives=AccessJson)
def get_access(bookmark_id: int) -> AccessJson:
    """Get who may see a bookmark besides its owner."""
    row = queries.get_bookmark(reading(), my_reach(), bookmark_id)
    return access_api.read(row.acl_id, owner_id=row.owner_id)


@routes.operation("PUT", "/bookmarks/<int:bookmark_id>/access", who="write", takes=AccessWrite, gives=EffectJson)
def put_access(bookmark_id: int) -> EffectJson:
    """Set who may see the caller's own bookmark; with `dry_run` only return the effect."""
    return access_api.change(SharedBookmark(me(), bookmark_id))
