"""Page templates over the API."""

from dataclasses import dataclass

from flask import request

from kms.core.inputs import Fields
from kms.wiki.api_routes import routes
from kms.wiki.templates import service as templates
from kms.wiki.templates.web.offers import language, offers


@dataclass(frozen=True)
class TemplateJson:
    """A template.

    `key` is the value to create a page with; `url` leads to the page that is the template, if it is one.
    """

    key: str
    name: str
    about: str
    url: str | None


@dataclass(frozen=True)
class TemplateList:
    """The built-in templates, and the template pages that the caller can read."""

    items: list[TemplateJson]


@routes.operation("GET", "/templates", who="read", gives=TemplateList, query=("language",))
def list_templates() -> TemplateList:
    """List the templates for new pages.

    `language` is de or en; by default the language of the key's owner.
    """
    fields = Fields(request.args)
    wanted = fields.one_of("language", templates.LANGUAGES, language())
    fields.done()
    found = offers(in_language=wanted)
    own = [TemplateJson(templates.key_of(page), page.title, page.space_name, page.address) for page in found.own]
    return TemplateList([*(TemplateJson(t.key, t.name, t.line, None) for t in found.built_in), *own])
