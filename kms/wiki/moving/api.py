"""Moving pages, and deleting them, over the API; a dry run lists who gains and who loses access, as in the browser."""

from kms.access.policy import Level, require
from kms.api.routes import Answer, me, sent
from kms.sharing import access_api
from kms.sharing.access_api import EffectJson
from kms.web.identity import my_reach
from kms.web.transaction import reading, unit_of_work, writing
from kms.wiki.api_routes import routes
from kms.wiki.moving import service as moving
from kms.wiki.moving.inputs import MoveWrite, PageMove
from kms.wiki.pages import queries


@routes.operation("POST", "/pages/<int:page_id>/move", who="write", takes=MoveWrite, gives=EffectJson)
def move_page(page_id: int) -> EffectJson:
    """Move a page and its subpages, or with dry_run only return the consequences."""
    page = queries.get_page(reading(), my_reach(), page_id)
    require(reading(), me(), page, Level.WRITE)
    wanted = sent(MoveWrite)
    move = PageMove(wanted.space or page.space, wanted.parent_id)
    plan = moving.plan_move(reading(), me(), page_id, move)
    effect = moving.effect_of(reading(), me(), plan)
    if not wanted.dry_run:
        moving.move(unit_of_work(), me(), page_id, move)
    return access_api.say_effect(effect, applied=not wanted.dry_run)


@routes.operation("DELETE", "/pages/<int:page_id>", who="write", status=(204,))
def delete_page(page_id: int) -> Answer:
    """Move a page and its subpages to the trash."""
    moving.trash_page(writing(), me(), page_id)
    return Answer(None, 204)
