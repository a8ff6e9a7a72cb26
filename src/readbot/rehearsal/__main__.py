"""`python -m readbot.rehearsal`: a little Discord for any bot, until Ctrl-C."""

import argparse
import asyncio
import signal

from readbot.rehearsal.intents import PRIVILEGED
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.page import add_page
from readbot.rehearsal.server import Rehearsal
from readbot.rehearsal.town import founded_town


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m readbot.rehearsal",
        description="Serve a little Discord on this machine, for any bot that can be told where.",
    )
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one (8765)")
    parser.add_argument("--token", help="the token that the bot must show (made up if left out)")
    parser.add_argument("--name", default="bot", help="the bot's name (bot)")
    parser.add_argument(
        "--permissions",
        type=int,
        default=int(Permission.ADMINISTRATOR),
        help="the bot's permissions as a number, as in the link that invites it (8, all of them)",
    )
    parser.add_argument(
        "--no-privileged",
        action="store_true",
        help="refuse the intents for members, presences and message content",
    )
    return parser.parse_args()


async def _serve(wanted: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    rehearsal = Rehearsal(
        wanted.port,
        wanted.token,
        bot_name=wanted.name,
        privileged_intents=0 if wanted.no_privileged else PRIVILEGED,
    )
    add_page(rehearsal)
    async with rehearsal:
        founded_town(rehearsal, permissions=wanted.permissions)
        print(f"API    {rehearsal.api_url}")
        print(f"Token  {rehearsal.token}")
        print(f"Page   {rehearsal.base_url}/", flush=True)
        await stop.wait()


def main() -> int:
    """Serves until Ctrl-C; 2 when the port is taken."""
    arguments = _arguments()
    try:
        asyncio.run(_serve(arguments))
    except OSError as error:
        print(f"The port {arguments.port} cannot be used: {error.strerror}.")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
