"""CPU of showing a 6,000-character answer that comes at 200 tokens a second, in virtual time.

    python -m bench.editor_cpu                  the median of five runs, in ms
    python -m bench.editor_cpu --against DIR    beside another checkout, in turns

Editor, renderer and splitter work; the chat is in memory and pauses a second between edits.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import looptime

from bench.figure import Figure
from bot.streaming import editor
from tests.fakes.chat import FakeReply

RUNS = 5
TOKENS_PER_S = 200
CHARACTERS = 6_000
_SECTION = """## 第{n}节：成语的由来

成语**言简意赅**，多出自《史记》《左传》等古籍。比如“完璧归赵”讲的是蔺相如出使秦国，*不辱使命*，把和氏璧
完整地带回赵国；“负荆请罪”讲的是廉颇知错能改，见[原文](https://example.com/shiji?n={n})。

- 结构：以四字为主，`abcd` 式最多
- 用法：可作主语、谓语、定语，例如 **胸有成竹** 地回答
- 数量：约 20,000 条，常用的约 3,000 条

| 成语 | 出处 | 年代 |
|:--|:--|--:|
| 完璧归赵 | 《史记》 | 前 283 |
| 纸上谈兵 | 《史记》 | 前 260 |

```python
def chain(last: str, words: list[str]) -> list[str]:
    return [word for word in words if word[0] == last[-1]]
```

> 读书百遍，其义自见。

"""


def text() -> str:
    """A mixed Chinese document."""
    sections = (_SECTION.format(n=n) for n in range(CHARACTERS))
    whole = ""
    while len(whole) < CHARACTERS:
        whole += next(sections)
    return whole[:CHARACTERS]


async def _write(whole: str) -> None:
    reply = FakeReply()
    reply.pause_s = 1.0
    async with editor.StreamEditor(reply) as stream:
        for token in range(len(whole) // 2):
            stream.append(whole[2 * token : 2 * token + 2])
            if token % TOKENS_PER_S == 0:  # a sleep a token would cost more than the editor
                await asyncio.sleep(1)
        await stream.finish()


def cpu_ms() -> float:
    """CPU of one answer."""
    whole = text()
    loop: Any = looptime.new_event_loop(start=0)
    try:
        asyncio.set_event_loop(loop)
        started = time.process_time()
        loop.run_until_complete(_write(whole))
        return (time.process_time() - started) * 1000
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def figures(command: str) -> list[Figure]:
    """CPU beside that of rendering the whole text for every edit, in turns."""
    from bench.whole_text import WholeText  # noqa: PLC0415 -- other checkouts do not have it

    module: Any = editor
    growing_text = module.GrowingText
    ratios = []
    for _ in range(RUNS):
        ours_ms = cpu_ms()
        module.GrowingText = WholeText  # the baseline
        try:
            whole_ms = cpu_ms()
        finally:
            module.GrowingText = growing_text
        ratios.append(ours_ms / whole_ms)
        print(f"6,000 characters: {ours_ms:.1f} ms, rendered as a whole {whole_ms:.1f} ms")
    name = "CPU of a 6,000-character answer, against rendering all of it for each edit"
    return [Figure(name, "x", 0.7, ratios, command)]


def _run_in(checkout: Path) -> float:
    """One measurement of this file in another process, with the code of that checkout."""
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    script = [sys.executable, __file__, "--once"]
    done = subprocess.run(
        script, cwd=checkout, env=environment, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def main() -> None:
    """Print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout")
    parser.add_argument("--once", action="store_true", help="one value, for this script's own use")
    given = parser.parse_args()
    if given.once:
        cpu_ms()  # what is loaded late is loaded
        print(cpu_ms())
        return
    here = Path(__file__).parent.parent
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(_run_in(here))
        if given.against:
            theirs.append(_run_in(given.against))
    print(f"{median(ours):.1f} ms ({min(ours):.1f} to {max(ours):.1f})")
    if theirs:
        print(f"{given.against}: {median(theirs):.1f} ms ({min(theirs):.1f} to {max(theirs):.1f})")
        print(f"{median(ours) / median(theirs):.2f} x")


if __name__ == "__main__":
    main()
