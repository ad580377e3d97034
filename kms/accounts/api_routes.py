"""The API routes of accounts, to which the modules with operations add theirs."""

from kms.api.routes import ApiRoutes

routes = ApiRoutes("accounts_api", __name__)
