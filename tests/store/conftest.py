"""Every promise of the store holds on each kind of database."""

import pytest


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(request.param))
