"""The blueprint of accounts; view modules register their routes on it."""

from kms.web.routes import Routes

routes = Routes("accounts", __name__)
