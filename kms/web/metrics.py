"""Metrics at /metrics (Prometheus text format), for this machine or with the key; no personal data."""

import hmac
import time
from typing import cast

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.registry import Collector

from kms.core.errors import NotFound
from kms.core.text import N_
from kms.jobs import queue
from kms.web import state
from kms.web.routes import Routes
from kms.web.transaction import reading

routes = Routes("metrics", __name__)


class ProcessMetrics:
    """The counters of one process; a scrape reaches one of the web processes, so rates are per process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("kms_requests", "Answers by status class.", ["status"], registry=self.registry)
        self.seconds = Histogram("kms_request_seconds", "Seconds an answer took.", registry=self.registry)
        self.jobs_due = Gauge("kms_jobs_due", "Background jobs that are due.", registry=self.registry)
        self.jobs_lag = Gauge("kms_jobs_lag_seconds", "Age of the oldest due job.", registry=self.registry)
        self.jobs_failed = Gauge("kms_jobs_failed", "Background jobs that failed and wait.", registry=self.registry)


def add_collector(app: Flask, collector: Collector) -> None:
    """Register metrics of another part of the application."""
    cast(ProcessMetrics, app.extensions["kms.figures"]).registry.register(collector)


def install(app: Flask) -> None:
    """Count every response."""
    app.extensions["kms.figures"] = ProcessMetrics()
    app.before_request(_start)
    app.after_request(_count)


@routes.get("/metrics", who="machine")
def metrics() -> Response:
    """Answers 404 to anyone else."""
    if not _allowed():
        raise NotFound(N_("This does not exist, or is not visible to you."))
    figures = _figures()
    due, lag = queue.lag(reading())
    figures.jobs_due.set(due)
    figures.jobs_lag.set(lag)
    figures.jobs_failed.set(len(queue.failures(reading(), 1000)))
    return Response(generate_latest(figures.registry), content_type="text/plain; version=0.0.4; charset=utf-8")


def _allowed() -> bool:
    key = state.config().metrics_token
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if key and hmac.compare_digest(sent.encode(), key.encode()):
        return True
    direct = state.config().trusted_proxies > 0 or "X-Forwarded-For" not in request.headers
    return direct and request.remote_addr in ("127.0.0.1", "::1")


def _figures() -> ProcessMetrics:
    return cast(ProcessMetrics, current_app.extensions["kms.figures"])


def _start() -> None:
    g.kms_started = time.perf_counter()


def _count(response: Response) -> Response:
    figures = _figures()
    figures.requests.labels(f"{response.status_code // 100}xx").inc()
    if "kms_started" in g:
        figures.seconds.observe(time.perf_counter() - g.kms_started)
    return response
