"""Assemble the web application: the only place where web components are wired together. View and API modules register
their routes when they are imported here."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import kms.accounts.api_routes
import kms.accounts.completion_views
import kms.accounts.groups.api
import kms.accounts.groups.views
import kms.accounts.people.absence_views
import kms.accounts.people.api
import kms.accounts.people_routes
import kms.accounts.routes
import kms.admin.api
import kms.admin.backup_views
import kms.admin.failed_email_views
import kms.admin.people_views
import kms.admin.settings_views
import kms.admin.views
import kms.announcements.api
import kms.announcements.views
import kms.api.openapi
import kms.api.routes
import kms.audit.api
import kms.bookmarks.api
import kms.bookmarks.share_target_views
import kms.bookmarks.sharing_api
import kms.bookmarks.sharing_views
import kms.bookmarks.views
import kms.comments.api
import kms.comments.views
import kms.home.address_views
import kms.home.api
import kms.home.app_views
import kms.home.completion_views
import kms.home.group_views
import kms.home.help_views
import kms.home.person_views
import kms.home.tag_views
import kms.home.views
import kms.imports.api
import kms.imports.views
import kms.notifications.api
import kms.notifications.subscription_views
import kms.notifications.views
import kms.onboarding.joining.views
import kms.onboarding.seeding.views
import kms.onboarding.setup.views
import kms.onboarding.staff.api
import kms.onboarding.staff.paste_views
import kms.onboarding.staff.slip_views
import kms.search.results.api
import kms.search.results.views
import kms.search.saved.api
import kms.search.saved.question_views
import kms.search.saved.views
import kms.sharing.views
import kms.signin.password_reset_views
import kms.signin.people_api
import kms.signin.profile_views
import kms.signin.start_code_views
import kms.signin.views
import kms.signin.web.identity
import kms.wiki.agenda.api
import kms.wiki.agenda.views
import kms.wiki.api_routes
import kms.wiki.drafting.api
import kms.wiki.drafting.views
import kms.wiki.files.views
import kms.wiki.hints.api
import kms.wiki.hints.views
import kms.wiki.history.api
import kms.wiki.history.views
import kms.wiki.moving.api
import kms.wiki.moving.views
import kms.wiki.printing.views
import kms.wiki.reading.api
import kms.wiki.reading.diagram_views
import kms.wiki.reading.views
import kms.wiki.routes
import kms.wiki.sharing.access_request_views
import kms.wiki.sharing.api
import kms.wiki.sharing.group_requests
import kms.wiki.sharing.views
import kms.wiki.spaces.api
import kms.wiki.spaces.views
import kms.wiki.templates.api
import kms.wiki.templates.views
import kms.wiki.todos.api
import kms.wiki.todos.views
import kms.wiki.writing.api
import kms.wiki.writing.conflict_views
import kms.wiki.writing.views
from kms.config import Config
from kms.core.processes import watch_parent
from kms.imports.web import limits as bringing_limits
from kms.runtime import Runtime
from kms.search.engine.metrics import IndexMetrics
from kms.web import assets, csrf, errors, fragments, headers, i18n, metrics, organisation, routes, state, transaction

FORM_BYTES = 2_000_000


def create_app(config: Config, runtime: Runtime | None = None) -> Flask:
    """Return the WSGI application of an installation; fails if a route does not declare who may call it."""
    app = Flask("kms.web", root_path=str(Path(__file__).parent / "web"))
    runtime = runtime or Runtime.from_config(config)
    _settings(app, config)
    state.attach(app, config, runtime.database)
    app.extensions["kms.files"] = runtime.files
    app.extensions["kms.backups"] = runtime.backups
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
    kms.signin.web.identity.install(app)
    kms.api.routes.install(app)
    _routes(app)
    routes.allow(app.view_functions["static"], "anyone")
    routes.check_routes(app)
    return app


def from_environment() -> Flask:
    """For WSGI servers: return the application of the installation given by KMS_DATA and the other variables."""
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
        kms.accounts.routes,
        kms.notifications.views,
        kms.accounts.people_routes,
        kms.comments.views,
        kms.wiki.routes,
        kms.bookmarks.views,
        kms.imports.views,
        kms.search.results.views,
        kms.admin.views,
        kms.onboarding.seeding.views,
        kms.announcements.views,
        metrics,
    ):
        app.register_blueprint(slice.routes)
    for interface in (
        kms.accounts.api_routes,
        kms.audit.api,
        kms.admin.api,
        kms.announcements.api,
        kms.wiki.api_routes,
        kms.notifications.api,
        kms.comments.api,
        kms.bookmarks.api,
        kms.imports.api,
        kms.search.results.api,
        kms.home.api,
        kms.api.openapi,
    ):
        app.register_blueprint(interface.routes, url_prefix="/api/v1")
