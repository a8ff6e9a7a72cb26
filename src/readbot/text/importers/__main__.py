"""Reads one file in a process of its own: an order on standard input, its outcome on the output.

A file that wants too much time or memory, or that breaks a library, ends this process alone.
"""

import os
import sys

from readbot.text.article import UnreadableError
from readbot.text.importers import chapters_of, read_file, read_page, read_pasted
from readbot.text.importers.crossing import (
    Order,
    Outcome,
    packed_outcome,
    unpacked_order,
)

# Libraries look for a place for temporary files by writing a few letters there.
_LARGEST_FILE = 1 << 16  # bytes


def limit(seconds: int, memory: int) -> None:
    """Let this process use so much computing time and so many bytes of memory, and no large file.

    Only POSIX systems know such limits; elsewhere the caller's clock is the only one.
    """
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hardest = resource.getrlimit(what)
        if hardest != resource.RLIM_INFINITY:
            most = min(most, hardest)
        resource.setrlimit(what, (most, most))


def outcome_of(order: Order) -> Outcome:
    """What comes of an order; a refusal is an outcome too."""
    try:
        if order.deed == "chapters":
            return chapters_of(order.content)
        if order.deed == "page":
            return read_page(order.content, order.name, longest=order.longest)
        if order.deed == "pasted":
            return read_pasted(order.content.decode(), form=order.form, longest=order.longest)
        return read_file(
            order.name,
            order.content,
            chapters=order.chapters,
            form=order.form,
            longest=order.longest,
        )
    except UnreadableError as refusal:
        return refusal


def main() -> None:
    """Read the order, do it, and write what came of it."""
    limit(seconds=int(os.environ["READBOT_SECONDS"]), memory=int(os.environ["READBOT_MEMORY"]))
    order = unpacked_order(sys.stdin.buffer.read())
    sys.stdout.buffer.write(packed_outcome(outcome_of(order)))


if __name__ == "__main__":
    main()
