"""How often a mark in a digest that is right becomes a link, and one that is wrong.

Each line has a member of a group, a message, and a sentence as a digest would put it, written by hand.
`tuning.tsv` decided which share of the terms suffices; `held_out.tsv` was written afterwards, and
changed nothing. Every sentence is tried with its own message and with each other one.

python -m bench.digest.pairs
"""

import sys
from pathlib import Path

from bot.chains.digest.marks import MessageMarks
from bot.models.chat_log import LoggedMessage


def main() -> int:
    """Print the figures, and what was decided wrongly."""
    for name in ("tuning", "held_out"):
        text = Path(__file__).with_name(f"{name}.tsv").read_text(encoding="utf-8")
        _score(name, [line.split("\t") for line in text.splitlines()])
    return 0


def _score(name: str, rows: list[list[str]]) -> None:
    people = list(dict.fromkeys(person for person, _, _ in rows))
    messages = [
        LoggedMessage(n, people.index(person), person, text, n)
        for n, (person, text, _) in enumerate(rows, 1)
    ]
    right: list[tuple[str, int]] = []
    wrong: list[tuple[str, int]] = []
    for number, (_, _, sentence) in enumerate(rows, 1):
        for other in range(1, len(messages) + 1):
            if _becomes_link(sentence, other, messages):
                (right if other == number else wrong).append((sentence, other))
    total = len(messages)
    print(f"{name}: right marks that became links: {len(right)} of {total}")
    print(f"{name}: wrong marks that became links: {len(wrong)} of {total * (total - 1)}")
    for number, (_, text, sentence) in enumerate(rows, 1):
        if (sentence, number) not in right:
            print(f"  dropped: {sentence}  <-  {text}")
    for sentence, number in wrong:
        print(f"  wrong: {sentence}  <-  {messages[number - 1].text}")


def _becomes_link(sentence: str, number: int, messages: list[LoggedMessage]) -> bool:
    marks = MessageMarks(messages, lambda _: "<>")
    return "<>" in marks.feed(f"{sentence} [{number}]。\n") + marks.end()


if __name__ == "__main__":
    sys.exit(main())
