"""The read API does what its OpenAPI document says, whatever it is asked (schemathesis)."""

import asyncio
import sys

import pytest
import uvicorn

from huiqi.infra.ports import free_port
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import published, withdrawn

PUBLIC = r"^/api/portal/v1/(policies|search|suggestions|export|parity)"


@pytest.mark.nightly
async def test_the_read_api_is_as_described(portal: Portal) -> None:
    policy, gone = published(), published(benefit=None, title="通知")
    await portal.deliver(policy, gone, withdrawn(gone.policy_id))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(portal.service.app, port=port, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            await asyncio.sleep(0.05)
        run = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run"),
            *("--include-path-regex", PUBLIC, "--max-examples", "30", "--seed", "6"),
            *("--request-timeout", "60", "--suppress-health-check", "all", "--no-color"),
            f"http://127.0.0.1:{port}/api/portal/v1/openapi.json",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await run.communicate()
    finally:
        server.should_exit = True
        await serving
    assert run.returncode == 0, said.decode()[-8000:]
