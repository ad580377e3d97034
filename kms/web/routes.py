"""Blueprints whose every route says who may call it; the application does not start where one does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import IntegerConverter, Map

from kms.core.errors import Forbidden, NotFound
from kms.core.text import N_
from kms.web import identity, organisation

View = Callable[..., Any]
LARGEST_ID = 2**53
WHO = ("anyone", "member", "people", "admin", "read", "write", "machine")


class Routes(Blueprint):
    """A blueprint: `get`, `post` and the others need `who=`.

    anyone: signed out too; member: any signed-in person; people: administrators and the people role;
    admin: administrators;
    read and write: API keys of that scope; machine: the view checks the caller itself.
    `part` names a part of the product (a switch of `kms/settings/values.py`): switched off, there is no such address.
    """

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        who, part = options.pop("who", None), options.pop("part", "")
        if who not in WHO or view_func is None:
            raise ValueError(f"the route {rule} must say who may call it: one of {', '.join(WHO)}")
        if getattr(view_func, "kms_guarded", None) is None:
            view_func.kms_guarded = _guard(view_func, who, part)  # type: ignore[attr-defined]
        name = endpoint or view_func.__name__
        super().add_url_rule(rule, name, view_func.kms_guarded, provide_automatic_options, **options)  # type: ignore[attr-defined]


class Id(IntegerConverter):
    """A number in an address; one that no row can have is no address of ours."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_ID)


def install(app: Flask) -> None:
    """Let addresses hold ids only as large as rows can have."""
    app.url_map.converters["int"] = Id


def who_may(app: Flask, endpoint: str) -> str:
    """What the route said. Raises ValueError for one that said nothing."""
    who = getattr(app.view_functions[endpoint], "kms_who", None)
    if not isinstance(who, str):
        raise ValueError(f"the route {endpoint} does not say who may call it")
    return who


def check_routes(app: Flask) -> None:
    """Raise ValueError where a route of the application does not say who may call it."""
    for rule in app.url_map.iter_rules():
        who_may(app, rule.endpoint)


def allow(view: View, who: str) -> View:
    """Mark a view that Flask itself registered."""
    view.kms_who = who  # type: ignore[attr-defined]
    return view


def require_part(part: str) -> None:
    """Raise NotFound where this part of the product is switched off; "" is always there."""
    if part and not organisation.settings().has(part):
        raise NotFound(N_("This does not exist, or is not visible to you."))


def _guard(view: View, who: str, part: str) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        require_part(part)
        if who == "member":
            identity.actor()
        elif who == "people" and not identity.actor().may_manage_people:
            raise Forbidden(N_("Only administrators and those who manage people can see this."))
        elif who == "admin" and not identity.actor().is_admin:
            raise Forbidden(N_("Only administrators can see this."))
        return view(*args, **kwargs)

    return allow(guarded, who)
