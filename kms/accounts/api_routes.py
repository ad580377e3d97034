"""The API blueprint of accounts; API modules register their operations on it."""

from kms.api.routes import ApiRoutes

routes = ApiRoutes("accounts_api", __name__)
