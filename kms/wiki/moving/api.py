"""Moving pages and trashing them over the API; a dry run reports who gains and loses access."""

from dataclasses import dataclass

from kms.access.policy import Level, require
from kms.api.routes import Answer, body, me
from kms.core.inputs import Fields
from kms.sharing import access_api
from kms.sharing.access_api import EffectJson
from kms.web.identity import my_reach
from kms.web.transaction import reading, unit_of_work, writing
from kms.wiki.api_routes import routes
from kms.wiki.moving import service as moving
from kms.wiki.moving.inputs import PageMove
from kms.wiki.pages import queries


@dataclass(frozen=True)
class MoveWrite:
    """Where the page goes: below the page `parent`, or to the top of the space.

    Without `space` it stays in its own. With `dry_run` nothing is moved.
    """

    space: str = ""
    parent: int | None = None
    dry_run: bool = False


@routes.operation("POST", "/pages/<int:page_id>/move", who="write", takes=MoveWrite, gives=EffectJson)
def move_page(page_id: int) -> EffectJson:
    """Move a page and everything below it.

    With `dry_run` it only reports who would gain or lose access.
    """
    sent = body()
    page = queries.get_page(reading(), my_reach(), page_id)
    require(reading(), me(), page, Level.WRITE)
    move = PageMove.parse({**sent, "space": sent.get("space") or page.space})
    plan = moving.plan_move(reading(), me(), page_id, move)
    effect = moving.effect_of(reading(), me(), plan)
    dry = Fields(sent).flag("dry_run")
    if not dry:
        moving.move(unit_of_work(), me(), page_id, move)
    return access_api.say_effect(effect, applied=not dry)


@routes.operation("DELETE", "/pages/<int:page_id>", who="write", status=(204,))
def delete_page(page_id: int) -> Answer:
    """Move a page and everything below it to the trash."""
    moving.trash_page(writing(), me(), page_id)
    return Answer(None, 204)
