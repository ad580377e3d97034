"""A working day and a mail server for notifications."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kms.core import clock
from kms.settings.service import change
from tests.mail.server import Box, running

MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def noon() -> Iterator[None]:
    """A working day at noon."""
    clock.set_source(lambda: MONDAY_NOON)
    yield
    clock.set_source(None)


@pytest.fixture
def box(write) -> Iterator[Box]:
    """A mail server that the installation knows."""
    with running() as box:
        with write() as session:
            change(session, mail_host="127.0.0.1", mail_port=box.port, mail_security="none",
                   mail_from="wiki@example.org")  # fmt: skip
        yield box
