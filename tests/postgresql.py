"""A PostgreSQL of the tests' own: private, on a socket and a port of this machine, gone afterwards.

Where there is none installed, the tests that need it are skipped and say so.
"""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from readbot.store.tables import metadata

_numbers = count(1)
_PATIENCE = 60.0


def binaries() -> Path | None:
    """Where PostgreSQL's programs are: the newest of Debian's, else those of the PATH."""
    debians = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debians, key=lambda file: float(file.parents[1].name), default=None)
    found = newest or (Path(path) if (path := shutil.which("initdb")) else None)
    return found.resolve().parent if found else None


class PostgreSQL:
    """A server; its databases have no passwords, and no door to other machines."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder = folder
        self._bin = bin_folder
        # The server refuses to run as root, and then takes Debian's account for it.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._groups: list[str] | None = [] if self._user else None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    def make(self) -> None:
        """Make its files. Nothing of them need outlive a power cut, so nothing waits for a disk."""
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        files = str(self.folder / "files")
        form = ("-A", "trust", "-E", "UTF8", "--no-locale")
        self._run("initdb", "-D", files, "-U", "readbot", *form)

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "port": self.port,
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self._bin / "postgres"), "-D", str(self.folder / "files"), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                user=self._user,
                group=self._user,
                extra_groups=self._groups,
            )
        address = ("-h", "127.0.0.1", "-p", str(self.port))
        deadline = time.monotonic() + _PATIENCE
        while self._run("pg_isready", *address, check=False) != 0:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((self.folder / "log").read_text())
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it; by default every connection is cut at once."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE)
            self._process = None

    def new(self) -> str:
        """The name of a new, empty database."""
        name = f"test_{next(_numbers)}"
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def url(self, name: str) -> str:
        """The address of a database, as ``database.url`` takes it."""
        return f"postgresql://readbot@127.0.0.1:{self.port}/{name}"

    def sql(self, name: str, statement: str, *values: object) -> None:
        """Run a statement from outside."""

        async def run() -> None:
            connection = await asyncpg.connect(self.url(name))
            await connection.execute(statement, *values)
            await connection.close()

        # In a thread, since the test that asks may be running in a loop of its own.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(run())).result()

    def empty(self, name: str) -> None:
        """Take every row out of a database's tables; nobody is connected to it afterwards."""
        tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        self.cut(name)
        self.sql(name, f"TRUNCATE {tables} RESTART IDENTITY")

    def cut(self, name: str) -> None:
        """Cut every connection to a database, as an outage does."""
        self.sql(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
            name,
        )

    def _run(self, program: str, *words: str, check: bool = True) -> int:
        done = subprocess.run(  # noqa: S603
            [str(self._bin / program), *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
            user=self._user,
            group=self._user,
            extra_groups=self._groups,
        )
        assert done.returncode == 0 or not check, done.stderr
        return done.returncode


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """A server for as long as the block lasts; a test that needs one is skipped without."""
    bin_folder = binaries()
    if bin_folder is None:
        pytest.skip("there is no PostgreSQL on this machine: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="readbot-postgresql-"))
    server = PostgreSQL(folder, bin_folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop(signal.SIGQUIT)  # its files go with it
        shutil.rmtree(folder)
