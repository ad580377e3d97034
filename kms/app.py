"""Putting the web application together: the only web wiring there is."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import kms.accounts.absence_views  # adds to accounts.views
import kms.accounts.api
import kms.accounts.audit_api  # adds to accounts.api
import kms.accounts.completion_views  # adds to accounts.views
import kms.accounts.group_views  # adds to accounts.views
import kms.accounts.identity
import kms.accounts.password_reset_views  # adds to accounts.views
import kms.accounts.paste_views  # adds to accounts.people_views
import kms.accounts.people_views
import kms.accounts.profile_views  # adds to accounts.views
import kms.accounts.setup_views  # adds to accounts.views
import kms.accounts.sharing_views  # adds to accounts.views
import kms.accounts.start_views  # adds to accounts.views
import kms.accounts.views
import kms.admin.api
import kms.admin.backup_views  # adds to admin.views
import kms.admin.failed_email_views  # adds to admin.views
import kms.admin.settings_views  # adds to admin.views
import kms.admin.views
import kms.announcements.api
import kms.announcements.views
import kms.api.openapi
import kms.api.routes
import kms.bookmarks.api
import kms.bookmarks.share_target_views  # adds to bookmarks.views
import kms.bookmarks.sharing_api  # adds to bookmarks.api
import kms.bookmarks.sharing_views  # adds to bookmarks.views
import kms.bookmarks.views
import kms.comments.api
import kms.comments.views
import kms.home.address_views  # adds to home.views
import kms.home.api
import kms.home.app_views  # adds to home.views
import kms.home.completion_views  # adds to home.views
import kms.home.group_views  # adds to accounts.views
import kms.home.help_views
import kms.home.join_request_views  # adds to accounts.views
import kms.home.person_views  # adds to home.views
import kms.home.tag_views
import kms.home.views
import kms.imports.api
import kms.imports.views
import kms.notifications.api
import kms.notifications.subscription_views  # adds to notices.views
import kms.notifications.views
import kms.onboarding.views
import kms.search.api
import kms.search.question_views  # adds to search.views
import kms.search.saved_api  # adds to search.api
import kms.search.saved_views  # adds to search.views
import kms.search.views
import kms.wiki.agenda.api  # adds to wiki.api_routes
import kms.wiki.agenda.views  # adds to wiki.routes
import kms.wiki.api_routes
import kms.wiki.drafting.api  # adds to wiki.api_routes
import kms.wiki.drafting.views  # adds to wiki.routes
import kms.wiki.files.views  # adds to wiki.routes
import kms.wiki.hints.api  # adds to wiki.api_routes
import kms.wiki.hints.views  # adds to wiki.routes
import kms.wiki.history.api  # adds to wiki.api_routes
import kms.wiki.history.views  # adds to wiki.routes
import kms.wiki.moving.api  # adds to wiki.api_routes
import kms.wiki.moving.views  # adds to wiki.routes
import kms.wiki.printing.views  # adds to wiki.routes
import kms.wiki.reading.api  # adds to wiki.api_routes
import kms.wiki.reading.diagram_views  # adds to wiki.routes
import kms.wiki.reading.views  # adds to wiki.routes
import kms.wiki.routes
import kms.wiki.sharing.access_request_views  # adds to wiki.routes
import kms.wiki.sharing.api  # adds to wiki.api_routes
import kms.wiki.sharing.group_requests  # adds to accounts.group_requests
import kms.wiki.sharing.views  # adds to wiki.routes
import kms.wiki.spaces.api  # adds to wiki.api_routes
import kms.wiki.spaces.views  # adds to wiki.routes
import kms.wiki.templates.api  # adds to wiki.api_routes
import kms.wiki.templates.views  # adds to wiki.routes
import kms.wiki.todos.api  # adds to wiki.api_routes
import kms.wiki.todos.views  # adds to wiki.routes
import kms.wiki.writing.api  # adds to wiki.api_routes
import kms.wiki.writing.conflict_views  # adds to wiki.routes
import kms.wiki.writing.views  # adds to wiki.routes
from kms.config import Config
from kms.core.processes import watch_parent
from kms.imports import limits as bringing_limits
from kms.runtime import Runtime
from kms.search.metrics import IndexMetrics
from kms.web import assets, csrf, errors, fragments, headers, i18n, metrics, organisation, routes, state, transaction

FORM_BYTES = 2_000_000


def create_app(config: Config, runtime: Runtime | None = None) -> Flask:
    """The WSGI application over an installation; fails where a route does not say who may call it."""
    app = Flask("kms.web", root_path=str(Path(__file__).parent / "web"))
    runtime = runtime or Runtime.from_config(config)
    _settings(app, config)
    state.attach(app, config, runtime.database)
    app.extensions["kms.files"] = runtime.files
    app.extensions["kms.shelf"] = runtime.shelf
    app.extensions["kms.fetcher"] = runtime.fetcher()
    app.extensions["kms.index"] = runtime.index
    app.extensions["kms.sources"] = runtime.sources
    app.extensions["kms.things"] = runtime.things
    for part in (
        bringing_limits,
        routes,
        transaction,
        metrics,
        headers,
        csrf,
        assets,
        errors,
        i18n,
        organisation,
        fragments,
    ):
        part.install(app)
    metrics.add_collector(app, IndexMetrics(runtime.index))
    kms.accounts.identity.install(app)
    kms.api.routes.install(app)
    _routes(app)
    routes.allow(app.view_functions["static"], "anyone")
    routes.check_routes(app)
    return app


def from_environment() -> Flask:
    """For WSGI servers: the application of the installation that KMS_DATA and the other variables name."""
    watch_parent()
    return create_app(Config.from_environment())


def _settings(app: Flask, config: Config) -> None:
    app.secret_key = config.secret()
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.autoescape = True
    app.config.update(
        SESSION_COOKIE_NAME=config.cookie,
        SESSION_COOKIE_SECURE=config.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=config.session_days),
        SESSION_REFRESH_EACH_REQUEST=False,
        REMEMBER_COOKIE_SECURE=config.https,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_DURATION=timedelta(days=0),
        MAX_CONTENT_LENGTH=(config.upload_mb + 1) * 1_000_000,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=500,
        BABEL_DEFAULT_LOCALE=config.language,
    )
    if config.trusted_proxies:
        n = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]


def _routes(app: Flask) -> None:
    for slice in (
        kms.home.views,
        kms.home.tag_views,
        kms.home.help_views,
        kms.accounts.views,
        kms.notifications.views,
        kms.accounts.people_views,
        kms.comments.views,
        kms.wiki.routes,
        kms.bookmarks.views,
        kms.imports.views,
        kms.search.views,
        kms.admin.views,
        kms.onboarding.views,
        kms.announcements.views,
        metrics,
    ):
        app.register_blueprint(slice.routes)
    for interface in (
        kms.accounts.api,
        kms.admin.api,
        kms.announcements.api,
        kms.wiki.api_routes,
        kms.notifications.api,
        kms.comments.api,
        kms.bookmarks.api,
        kms.imports.api,
        kms.search.api,
        kms.home.api,
        kms.api.openapi,
    ):
        app.register_blueprint(interface.routes, url_prefix="/api/v1")
