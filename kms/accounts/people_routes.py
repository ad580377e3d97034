"""The blueprint of people management; view modules register their routes on it."""

from kms.web.routes import Routes

routes = Routes("people", __name__)
