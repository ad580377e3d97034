"""The wiki's browser routes, registered by the `views` modules of its packages."""

from kms.web.routes import Routes

routes = Routes("wiki", __name__)
