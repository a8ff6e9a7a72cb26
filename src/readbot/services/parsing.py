"""Making articles of files and pages: in a process of its own, within limits of time and memory.

What comes from outside may be huge, or made to harm; neither an interaction nor the loop that
posts excerpts waits for it. Short plain text is read in a thread, which takes a moment only.
"""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

import structlog

import readbot
from readbot.club.mistakes import Mistake
from readbot.text import importers
from readbot.text.article import Article, UnreadableError
from readbot.text.excerpts import CuttingError
from readbot.text.importers import LONGEST_TEXT, Chapter, Form
from readbot.text.importers.crossing import Order, Outcome, unpacked_outcome

SECONDS = 30.0
MEMORY = 1 << 30  # bytes
AT_ONCE = 2
SHORT = 8_000
"""Bytes that are read in a thread: some texts take a time that grows with the square of these."""
_BEGINNING = 50_000  # bytes by which the form of a text is judged
LARGEST_OUTCOME = 64 << 20  # bytes; a book of a million words has a tenth of that
_TOLD = 500  # bytes of what went wrong, for the log
_PLAIN_NAMES = (".txt", ".text", ".md", ".markdown")
_T = TypeVar("_T")

log = structlog.get_logger(__name__)

# A semaphore belongs to a loop, of which a process may have several one after another.
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def off_the_loop(work: Callable[[], _T]) -> _T:
    """Run slow pure work in a thread, so that nobody's interaction waits for it."""
    try:
        return await asyncio.to_thread(work)
    except (UnreadableError, CuttingError) as error:
        raise Mistake(error.msgid, **error.values) from error


async def read_file(
    name: str,
    content: bytes,
    chapters: Sequence[int] | None = None,
    form: Form | None = None,
    *,
    longest: int = LONGEST_TEXT,
) -> Article:
    """The article in a file; a Mistake that says what to do if there is none.

    ``chapters`` are numbers of :func:`chapters_of`; without them a book is read whole. ``form`` is
    what a text is read as, where that is not to be guessed; ``longest`` is how many characters it
    may have.
    """
    if len(content) < SHORT and name.casefold().endswith(_PLAIN_NAMES) and _is_text(content):
        return await off_the_loop(
            lambda: importers.read_file(name, content, form=form, longest=longest)
        )
    chosen = None if chapters is None else tuple(chapters)
    return _article(await outcome_of(Order("file", content, name, chosen, form, longest)))


async def read_pasted(
    text: str, form: Form | None = None, *, longest: int = LONGEST_TEXT
) -> Article:
    """The article in pasted text; a Mistake that says what to do if there is none, or too much."""
    if len(text) < SHORT:
        return await off_the_loop(lambda: importers.read_pasted(text, form=form, longest=longest))
    content = text.encode("utf-8", "replace")
    return _article(await outcome_of(Order("pasted", content, form=form, longest=longest)))


async def forms_of(name: str, content: bytes) -> tuple[Form, Form | None]:
    """What a text is read as, and as what else it may have been meant: None where that is sure.

    A long text is judged by its beginning, and pasted text like a file without a name.
    """
    beginning = content[:_BEGINNING]

    def judged() -> tuple[Form, Form | None]:
        form = importers.form_of(name, beginning)
        return form, importers.other_form(form, beginning)

    return await off_the_loop(judged)


async def read_page(content: bytes, address: str, *, longest: int = LONGEST_TEXT) -> Article:
    """The article on a page fetched from ``address``; a Mistake that says what to do if none."""
    return _article(await outcome_of(Order("page", content, address, longest=longest)))


async def chapters_of(content: bytes) -> list[Chapter]:
    """The chapters of a book; none of a file that is no EPUB."""
    if not content.startswith(b"PK\x03\x04") or b"META-INF/container.xml" not in content:
        return []
    outcome = await outcome_of(Order("chapters", content))
    if not isinstance(outcome, list):
        raise _broken()
    return outcome


def _is_text(content: bytes) -> bool:
    return not content.startswith((b"PK", b"%PDF-")) and b"%PDF-" not in content[:1024]


def _article(outcome: Outcome) -> Article:
    if not isinstance(outcome, Article):
        raise _broken()
    return outcome


async def outcome_of(order: Order, *, seconds: float = SECONDS, memory: int = MEMORY) -> Outcome:
    """What comes of an order in a process of its own, of ``seconds`` and ``memory`` bytes.

    A Mistake where the file was refused, or asked for more than that.
    """
    turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    async with turn:
        said = await _said(order, seconds, memory)
    try:
        outcome = unpacked_outcome(said)
    except ValueError as error:
        raise _broken() from error
    if isinstance(outcome, UnreadableError):
        raise Mistake(outcome.msgid, **outcome.values)
    return outcome


async def _said(order: Order, seconds: float, memory: int) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-B",
        "-m",
        "readbot.text.importers",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(seconds, memory),
    )
    try:
        async with asyncio.timeout(seconds):
            said, trouble = await _exchanged(process, order.packed())
    except TimeoutError:
        raise Mistake(
            "Reading this took longer than {seconds} seconds, so I stopped. Send a smaller part "
            "of it, or its text alone.",
            seconds=round(seconds),
        ) from None
    finally:
        if process.returncode is None:
            process.kill()
        # A pipe that is not read to its end keeps the process's end from being noticed.
        await process.communicate()
    if process.returncode != 0 or said is None:
        # The system ended it, or a library could get no more memory, or broke.
        told = trouble.decode(errors="replace")
        log.warning("parsing.failed", deed=order.deed, ended=process.returncode, trouble=told)
        raise _broken()
    return said


async def _exchanged(process: Process, order: bytes) -> tuple[bytes | None, bytes]:
    """What the process says to an order, None if that is too much; and the end of its complaints.

    A library that is made to talk without end must not fill the memory of whoever listens.
    """
    _, said, trouble = await asyncio.gather(
        _ask(cast("asyncio.StreamWriter", process.stdin), order),
        _listen(cast("asyncio.StreamReader", process.stdout), process),
        _overhear(cast("asyncio.StreamReader", process.stderr)),
    )
    await process.wait()
    return said, trouble


async def _ask(given: asyncio.StreamWriter, order: bytes) -> None:
    with suppress(ConnectionError):  # it has ended: how, its code tells
        given.write(order)
        await given.drain()
    given.close()


async def _listen(spoken: asyncio.StreamReader, process: Process) -> bytes | None:
    said = bytearray()
    while chunk := await spoken.read(1 << 16):
        said += chunk
        if len(said) > LARGEST_OUTCOME:
            process.kill()
            while await spoken.read(1 << 16):
                pass  # its end is noticed only when nothing is left
            return None
    return bytes(said)


async def _overhear(complained: asyncio.StreamReader) -> bytes:
    last = b""
    while chunk := await complained.read(1 << 16):
        last = (last + chunk)[-_TOLD:]
    return last


def environment(seconds: float, memory: int) -> dict[str, str]:
    """What the process may know: where its code is, and its limits; no token, no settings."""
    passed = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP")
    known = {name: os.environ[name] for name in passed if name in os.environ}
    # From a checkout the code is not installed, so the process is told where it lies.
    paths = [str(Path(readbot.__file__).parent.parent), *filter(None, sys.path)]
    return {
        **known,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "READBOT_SECONDS": str(max(1, round(seconds))),
        "READBOT_MEMORY": str(memory),
    }


def _broken() -> Mistake:
    return Mistake(
        "I could not read this: it is damaged, or it unpacks to more than I can hold. Send a "
        "smaller part of it, or its text alone."
    )
