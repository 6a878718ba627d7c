"""200 MB sent to a page: a sentence, and most of it never read."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR

MEBIBYTE = 1024 * 1024
KIND = "multipart/form-data; boundary=part"
HEAD = b'--part\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'


class Upload:
    """A body of 200 MB that is made as it is asked for."""

    def __init__(self) -> None:
        self.asked = 0

    async def chunks(self) -> AsyncIterator[bytes]:
        yield HEAD
        for _ in range(200):
            self.asked += 1
            yield b"x" * MEBIBYTE


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("where", ["policies/{}/attachments", "import"])
async def test_200_mb_are_refused_with_a_sentence_and_not_read(
    office: Office, where: str, announced: bool
) -> None:
    upload, policy_id = Upload(), await office.create()
    length = {"Content-Length": str(200 * MEBIBYTE)} if announced else {}
    async with office.browser(EDITOR) as browser:
        answer = await browser.post(
            f"/publish/{where.format(policy_id)}",
            content=upload.chunks(),
            headers={"Content-Type": KIND, **length},
        )
    assert (answer.status_code, "不能超过 16 MiB" in answer.text) == (413, True)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert upload.asked <= (0 if announced else 17)
