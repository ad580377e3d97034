"""The routes of people management, to which the modules with views add theirs."""

from kms.web.routes import Routes

routes = Routes("people", __name__)
