"""What a person does to sign in."""

import re

import httpx

from tests.support.identity import PASSWORD

_SEALED = re.compile(r'name="request" value="([^"]+)"')


async def open_sign_in_page(visitor: httpx.AsyncClient, next_page: str = "/") -> str:
    """Go to the sign-in page and return the sealed request in its form."""
    start = await visitor.get("/auth/login", params={"next": next_page})
    page = await visitor.get(start.headers["location"])
    found = _SEALED.search(page.text)
    assert found, page.text
    return found.group(1)


async def type_password(
    visitor: httpx.AsyncClient, sealed: str, username: str, password: str = PASSWORD
) -> httpx.Response:
    form = {"request": sealed, "username": username, "password": password}
    return await visitor.post("/id/authorize", data=form)


async def sign_in(visitor: httpx.AsyncClient, username: str, next_page: str = "/") -> httpx.Response:
    """Sign in and return the callback's answer."""
    sealed = await open_sign_in_page(visitor, next_page)
    back = await type_password(visitor, sealed, username)
    return await visitor.get(back.headers["location"])
