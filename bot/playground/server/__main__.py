"""`python -m bot.playground.server`: the server as a process of its own, until SIGTERM or SIGINT."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.playground.server.application import DEFAULT_TOKEN, create_app, serving
from bot.playground.server.limits import RateModel
from bot.playground.server.places import default_world
from bot.playground.server.store import Store

EXIT_NO_START = 69  # EX_UNAVAILABLE of sysexits.h


def main() -> int:
    """Serve; a start that fails is one sentence on stderr."""
    arguments = _parser().parse_args()
    try:
        asyncio.run(_serve(arguments))
    except OSError as error:
        print(f"The playground's server cannot start: {error.strerror}.", file=sys.stderr)  # noqa: T201 -- the reason is for the person at the terminal
        return EXIT_NO_START
    except (ValueError, KeyError, TypeError):
        print(f"{arguments.data} is no snapshot of the playground; move it away.", file=sys.stderr)  # noqa: T201 -- as above
        return EXIT_NO_START
    return 0


async def _serve(arguments: argparse.Namespace) -> None:
    world = default_world()
    store = Store(arguments.data) if arguments.data else None
    if store is not None:
        store.load(world)
    limits = RateModel() if arguments.limits else None
    application = create_app(world, token=arguments.token, limits=limits, store=store)
    ended = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, ended.set)
    async with serving(application, arguments.host, arguments.port):
        await ended.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.playground.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the bot's token")
    parser.add_argument("--data", type=Path, metavar="FILE", help="keeps the world over restarts")
    parser.add_argument("--limits", action="store_true", help="answer 429 as Telegram does")
    return parser


if __name__ == "__main__":
    sys.exit(main())
