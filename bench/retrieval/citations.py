"""Counts the cited pages that stay in an answer: the right ones, and wrong ones.

python -m bench.retrieval.citations

The sentence that cites is made of a question and the words that answer it; no model writes it.
"""

import asyncio
import random
from collections.abc import Iterator

from bench.retrieval.fetch import documents, fetch
from bench.retrieval.score import questions
from bot.chains.retrieval.citations import supports
from bot.chains.retrieval.terms import searchable
from bot.documents.extraction import Extractor
from bot.models.document import Document

WRONG_PAGES = 20
"""For each question; neighbours of a right page may well say the same."""


def rows() -> Iterator[tuple[bool, int, int]]:
    """For each question with a page: does a right page stay, how many of how many wrong ones do."""
    folder, chance = fetch(), random.Random(1)
    asked = [*questions("dev"), *questions("held-out")]
    for row in documents():
        name = row["name"]
        ours = [one for one in asked if one.document == name and one.pages]
        if not ours:
            continue
        with (folder / name).open("rb") as file:
            document: Document = asyncio.run(Extractor().extract_file(file, name))
        plain = {number: searchable(text) for number, text in document.pages}
        for one in ours:
            sentence = f"{one.text.rstrip('？?')}：{one.evidence[0]}"
            near = {page + step for page in one.pages for step in (-1, 0, 1)}
            far = [page for page in plain if page not in near]
            wrong = chance.sample(far, min(WRONG_PAGES, len(far)))
            stays = any(supports(plain[page], sentence) for page in one.pages if page in plain)
            yield stays, sum(supports(plain[page], sentence) for page in wrong), len(wrong)


def main() -> None:
    """Print both counts."""
    found = list(rows())
    print(f"right pages that stay: {sum(stays for stays, _, _ in found)} of {len(found)}")
    kept, tried = sum(kept for _, kept, _ in found), sum(tried for _, _, tried in found)
    print(f"wrong pages that stay: {kept} of {tried}")


if __name__ == "__main__":
    main()
