"""Blueprints whose routes must declare who may call them; otherwise the application does not start."""

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
    """A blueprint whose `get`, `post` etc. require `who=`.

    anyone: no sign-in needed; member: any signed-in person; people: administrators and the people role; admin:
    administrators; read and write: API keys of that scope; machine: the view checks the caller itself. `part` names a
    feature switch of `kms/settings/values.py`: when it is off, the route answers 404.
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
    """A row id in a URL; numbers that no row can have do not match."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_ID)


def install(app: Flask) -> None:
    """Limit ids in URLs to valid row ids."""
    app.url_map.converters["int"] = Id


def who_may(app: Flask, endpoint: str) -> str:
    """Return what the route declared. Raises ValueError if it declared nothing."""
    who = getattr(app.view_functions[endpoint], "kms_who", None)
    if not isinstance(who, str):
        raise ValueError(f"the route {endpoint} does not say who may call it")
    return who


def check_routes(app: Flask) -> None:
    """Raise ValueError if any route does not declare who may call it."""
    for rule in app.url_map.iter_rules():
        who_may(app, rule.endpoint)


def allow(view: View, who: str) -> View:
    """Declare who may call a view that Flask itself registered."""
    view.kms_who = who  # type: ignore[attr-defined]
    return view


def require_part(part: str) -> None:
    """Raise NotFound if this feature is switched off; "" is always on."""
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
