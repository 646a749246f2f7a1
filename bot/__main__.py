"""The command line: `python -m bot [--config FILE] COMMAND`, where COMMAND is `run` if there is none."""

import argparse
import asyncio
import io
import sys
from pathlib import Path

from bot.errors import BotError, StartError
from bot.models.document import Document

EXIT_NO_START = 69
"""EX_UNAVAILABLE of sysexits.h."""
EXIT_UNREADABLE = 2


def main() -> int:
    """Run one command; a failure is one sentence on stderr, without a traceback."""
    arguments = _parser().parse_args()
    try:
        return _COMMANDS[arguments.command](arguments)
    except StartError as error:
        print(error, file=sys.stderr)
        return EXIT_NO_START
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="A group bot for Telegram.")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the settings (default: config.yaml)"
    )
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", help="run, if none is given:"
    )
    parser.set_defaults(command="run")

    def add(name: str, does: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.")

    add("run", "run the bot on Telegram; without TELEGRAM_BOT_TOKEN the playground")
    add("playground", "run the bot on a local Bot API server with a chat page")
    add("api", "run the HTTP chat alone, without a token of Telegram")
    add("check", "validate the settings and call every outside service once")
    extract = add("extract", "print the text of a document as /summarize sees it")
    passages = add(
        "passages", "print what a question about a document hands to the model, best first"
    )
    for command in (extract, passages):
        command.add_argument("file", type=Path, metavar="FILE", help="a document")
    passages.add_argument("question", metavar="QUESTION", help="in quotation marks")
    export = add("export", "print a chat's conversation as LangChain's message dicts")
    load = add("import", "store messages that export has printed in a chat that has none")
    load.add_argument("file", type=Path, metavar="FILE", help="what export has printed")
    for command in (export, load):
        command.add_argument("chat", type=int, metavar="CHAT", help="its id")
        command.add_argument("topic", type=int, metavar="TOPIC", nargs="?", help="id of a topic")
    back_up = add("backup", "write everything the bot keeps to a file, also while it runs")
    restore = add("restore", "bring a backup into an empty store")
    for command in (back_up, restore):
        command.add_argument("file", type=Path, metavar="FILE", help="the backup")
    add(
        "route",
        "read texts, one a line, and print for each which command it is for, and who decided "
        "that: a rule, the model, or nobody (default)",
    )
    return parser


# The functions import what they need, so that a command loads nothing of the others.


def _run(arguments: argparse.Namespace) -> int:
    import uvloop

    from bot.app.run import run
    from bot.settings import load_settings

    settings = load_settings(arguments.config)
    if settings.secrets.telegram_bot_token is None:
        return _playground(arguments)
    uvloop.run(run(settings))
    return 0


def _playground(arguments: argparse.Namespace) -> int:
    import uvloop

    from bot.playground.run import run_playground
    from bot.settings import load_settings

    uvloop.run(run_playground(load_settings(arguments.config)))
    return 0


def _api(arguments: argparse.Namespace) -> int:
    import uvloop

    from bot.app.api import run_api
    from bot.settings import load_settings

    uvloop.run(run_api(load_settings(arguments.config)))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from bot.app.check import check
    from bot.settings import load_settings

    outcomes = asyncio.run(check(load_settings(arguments.config)))
    for outcome in outcomes:
        print(outcome)
    return 0 if all(outcome.is_ok for outcome in outcomes) else EXIT_NO_START


def _extract(arguments: argparse.Namespace) -> int:
    if (document := _read(arguments.file)) is None:
        return EXIT_UNREADABLE
    print(document.text)
    return 0


def _passages(arguments: argparse.Namespace) -> int:
    if (document := _read(arguments.file)) is None:
        return EXIT_UNREADABLE
    from bot.chains.retrieval.passages import index
    from bot.chains.retrieval.retriever import Retriever

    for passage in Retriever(index(document)).retrieve(arguments.question):
        print(passage.page or "", " ".join(passage.text.split()), sep="\t")
    return 0


def _read(file: Path) -> Document | None:
    """The document; where it cannot be read, None, after a sentence on stderr."""
    from bot.documents import extract

    try:
        return asyncio.run(extract(file.read_bytes(), file.name))
    except OSError as error:
        print(f"{file}: {error.strerror}.", file=sys.stderr)
    except BotError as error:
        print(error, file=sys.stderr)
    return None


def _export(arguments: argparse.Namespace) -> int:
    from bot.app.history_file import export_history
    from bot.models.chat import Thread
    from bot.settings import load_settings

    thread = Thread(arguments.chat, arguments.topic)
    print(asyncio.run(export_history(load_settings(arguments.config), thread)))
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from bot.app.history_file import import_history
    from bot.models.chat import Thread
    from bot.settings import load_settings

    thread = Thread(arguments.chat, arguments.topic)
    try:
        text = arguments.file.read_text(encoding="utf-8", errors="replace")
        count = asyncio.run(import_history(load_settings(arguments.config), thread, text))
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}.", file=sys.stderr)
        return EXIT_UNREADABLE
    except StartError:
        raise
    except BotError as error:
        print(error.say("en"), file=sys.stderr)
        return EXIT_UNREADABLE
    print(f"{count} exchanges were imported.")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from bot.app.backup import backup
    from bot.settings import load_settings

    print(asyncio.run(backup(load_settings(arguments.config), arguments.file)))
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from bot.app.backup import restore
    from bot.settings import load_settings

    print(asyncio.run(restore(load_settings(arguments.config), arguments.file)))
    return 0


def _route(arguments: argparse.Namespace) -> int:
    from bot.app.route import route_lines
    from bot.settings import load_settings

    lines = io.TextIOWrapper(sys.stdin.buffer, "utf-8", errors="replace", newline="\n")
    asyncio.run(route_lines(load_settings(arguments.config), lines, sys.stdout))
    return 0


_COMMANDS = {
    "run": _run,
    "playground": _playground,
    "api": _api,
    "check": _check,
    "extract": _extract,
    "passages": _passages,
    "export": _export,
    "import": _import,
    "backup": _backup,
    "restore": _restore,
    "route": _route,
}

if __name__ == "__main__":
    sys.exit(main())
