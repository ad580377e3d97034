"""Templates over the API: what a new page can begin with."""

from dataclasses import dataclass

from flask import request

from kms.core.inputs import Fields
from kms.wiki.api_routes import routes
from kms.wiki.templates import service as templates
from kms.wiki.templates.web.offers import language, offers


@dataclass(frozen=True)
class TemplateJson:
    """A template; `key` is what a new page names it by, `url` leads to the page that serves as one."""

    key: str
    name: str
    about: str
    url: str | None


@dataclass(frozen=True)
class TemplateList:
    """The built-in templates and the pages that serve as one, as far as the caller may read them."""

    items: list[TemplateJson]


@routes.operation("GET", "/templates", who="read", gives=TemplateList, query=("language",))
def list_templates() -> TemplateList:
    """What a new page can begin with; `language` de or en, else that of the key's person."""
    fields = Fields(request.args)
    wanted = fields.one_of("language", templates.LANGUAGES, language())
    fields.done()
    found = offers(in_language=wanted)
    own = [TemplateJson(templates.key_of(page), page.title, page.space_name, page.address) for page in found.own]
    return TemplateList([*(TemplateJson(t.key, t.name, t.line, None) for t in found.built_in), *own])
