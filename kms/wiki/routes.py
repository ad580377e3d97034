"""The routes of the wiki in the browser: every `views` module of its rooms adds to them."""

from kms.web.routes import Routes

routes = Routes("wiki", __name__)
