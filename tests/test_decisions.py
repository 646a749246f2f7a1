"""The decisions in docs/decisions can be found, and what is said to stand there does."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = {page.stem: page for page in (ROOT / "docs" / "decisions").glob("0*.md")}
REFERENCE = re.compile(r"decisions/(\d{4}[a-z0-9-]*)")


def test_every_decision_is_listed_under_its_own_title():
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    for name, page in PAGES.items():
        number, title = page.read_text().partition("\n")[0].removeprefix("# ").split(" · ", 1)
        assert f"[{number}]({name}.md) {title}\n" in index


def test_every_decision_that_is_referred_to_is_there():
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "config.yaml"]
    named = {name for file in files for name in REFERENCE.findall(file.read_text())}
    assert all(any(page.startswith(name) for page in PAGES) for name in named), named
