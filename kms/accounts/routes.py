"""The routes of accounts, to which the modules with views add theirs."""

from kms.web.routes import Routes

routes = Routes("accounts", __name__)
