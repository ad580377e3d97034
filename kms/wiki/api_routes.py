"""The routes of the wiki's JSON interface: every `api` module of its rooms adds to them."""

from kms.api.routes import ApiRoutes

routes = ApiRoutes("wiki_api", __name__)
