"""`python -m bot.playground.server`: runs the server as a process until SIGTERM or SIGINT."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.playground.server.application import create_app, serving
from bot.playground.server.initial_state import TOKEN_VARIABLE, initial_state, new_token
from bot.playground.server.rate_limits import RateLimits
from bot.playground.server.snapshot import Snapshot

EXIT_NO_START = 69  # EX_UNAVAILABLE of sysexits.h


def main() -> int:
    """Serve; a failed start is one sentence on stderr."""
    arguments = _parser().parse_args()
    os.umask(0o077)
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
    state = initial_state()
    snapshot = Snapshot(arguments.data) if arguments.data else None
    if snapshot is not None:
        snapshot.load(state)
    rate_limits = RateLimits() if arguments.limits else None
    token = os.environ.get(TOKEN_VARIABLE) or new_token()
    application = create_app(
        state, token=token, host=arguments.host, rate_limits=rate_limits, snapshot=snapshot
    )
    stopped = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stopped.set)
    async with serving(application, arguments.host, arguments.port):
        await stopped.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.playground.server",
        description=__doc__,
        epilog=f"{TOKEN_VARIABLE} has the bot's token; without it the page alone knows a new one.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--data", type=Path, metavar="FILE", help="keeps the state over restarts")
    parser.add_argument("--limits", action="store_true", help="answer 429 as Telegram does")
    return parser


if __name__ == "__main__":
    sys.exit(main())
