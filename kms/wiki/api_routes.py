"""The wiki's JSON API routes, registered by the `api` modules of its packages."""

from kms.api.routes import ApiRoutes

routes = ApiRoutes("wiki_api", __name__)
