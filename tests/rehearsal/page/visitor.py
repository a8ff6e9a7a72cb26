"""Somebody who asks the page's own routes, as a browser would."""

import json
from datetime import UTC, datetime
from typing import Any

import aiohttp

from readbot.rehearsal import Rehearsal

START = datetime(2026, 3, 2, 8, 50, tzinfo=UTC)


class Visitor:
    """Asks the page's API as one person."""

    def __init__(self, session: aiohttp.ClientSession, r: Rehearsal, name: str) -> None:
        self.session, self.r, self.name = session, r, name

    async def ask(self, path: str, **query: str) -> Any:
        url = f"{self.r.base_url}/page/api{path}"
        async with self.session.get(url, params={"as": self.name, **query}) as answer:
            return await answer.json()

    async def deed(self, name: str, **body: Any) -> Any:
        url = f"{self.r.base_url}/page/api/deeds/{name}"
        async with self.session.post(url, json={"as": self.name, **body}) as answer:
            return {"status": answer.status, **await answer.json()}

    async def deed_with_file(self, name: str, file: tuple[str, bytes], **body: Any) -> Any:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("json", json.dumps({"as": self.name, **body}))
        form.add_field("note", file[1], filename=file[0])
        url = f"{self.r.base_url}/page/api/deeds/{name}"
        async with self.session.post(url, data=form) as answer:
            return {"status": answer.status, **await answer.json()}
