"""People in the API: the same rules as in the browser."""

from dataclasses import dataclass

from flask import request

from kms.accounts.api_routes import routes
from kms.accounts.people import directory
from kms.web.request_data import page_size
from kms.web.transaction import reading


@dataclass(frozen=True)
class PersonJson:
    """A colleague."""

    id: int
    user_name: str
    name: str


@dataclass(frozen=True)
class PersonList:
    """Colleagues by name."""

    items: list[PersonJson]


@routes.operation("GET", "/people", who="read", gives=PersonList, query=("q", "limit"))
def list_people() -> PersonList:
    """List colleagues one of whose names starts with `q`."""
    found = directory.suggest_people(reading(), request.args.get("q", "")[:100], page_size())
    return PersonList([PersonJson(person.id, person.user_name, person.name) for person in found])
