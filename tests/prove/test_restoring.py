"""A backup is restored in the browser: the running server stops, swaps the data and serves the old state."""

import time

import pytest

from bench import servers
from kms.accounts import queries
from kms.backups import restore_requests, tasks
from tests import make

pytestmark = [pytest.mark.prove, pytest.mark.timeout(120)]


def test_the_running_server_restores_the_backup(runtime) -> None:
    tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    with runtime.database.transaction() as session:
        make.person(session, "neu")
        make.space(session, "ana", "alle")
        key = make.token(session, "ana")
    runtime.close()
    with servers.kms(runtime.config.data) as server:
        client = servers.Client(server.port, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
        assert client.send("GET", "/api/v1/spaces")[0] == 200
        restore_requests.request_restore(
            runtime.config.data, restore_requests.RestoreRequest(runtime.backups.list()[0].name)
        )
        end = time.monotonic() + 60
        while restore_requests.requested_restore(runtime.config.data) or restore_requests.is_ready(runtime.config.data):
            assert time.monotonic() < end, "the server did not change places"
            time.sleep(0.1)
        servers.wait_until_up(server.port, "/health", server.process)
        again = servers.Client(server.port, {"Authorization": f"Bearer {key}"})
        assert again.send("GET", "/api/v1/spaces")[0] == 401
        assert server.process.poll() is None
    with runtime.database.reading() as session:
        assert queries.find_person(session, "neu") is None and queries.find_person(session, "ana") is not None
    assert not restore_requests.refused(runtime.config.data)
