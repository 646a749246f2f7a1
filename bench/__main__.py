"""Measures every figure of docs/benchmarks.md, or only the named ones.

python -m bench                     the figures with a bar, as one table
python -m bench start window        only these
python -m bench router              what has no bar prints its own lines: custom_idioms, router, property,
                                    retrieval, digest
python -m bench first_day           a newcomer's path; only when named, since it installs
python -m bench cluster             a cluster beside one server; only when named
python -m bench failover            seconds without a master, and what is lost; only when named
python -m bench stored_bytes        what a chat takes in Redis, for docs/scaling.md; only when named
"""

import argparse
import sys
from importlib import import_module

from bench.figure import table

WITH_A_BAR = (
    "start", "memory", "window", "memory_kinds", "free_text", "claim", "updates", "model_client", "streaming",
    "idioms", "first_check", "first_sign", "api_streams", "document_parts", "metrics", "collection",
)  # fmt: skip
OWN_LINES = {
    "router": "bench.router_score",
    "property": "bench.property",
    "custom_idioms": "bench.custom_idioms",
    "retrieval": "bench.retrieval.score",
    "digest": "bench.digest.pairs",
}

ONLY_NAMED = {
    "first_day": "bench.first_day",
    "stored_bytes": "bench.stored_bytes",
    "cluster": "bench.cluster",
    "failover": "bench.failover",
}


def main() -> int:
    """Print the table; the exit code is 1 where a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a figure; none: all")
    names = parser.parse_args().names or [*WITH_A_BAR, *OWN_LINES]
    with_own_lines = OWN_LINES | ONLY_NAMED
    known = [*WITH_A_BAR, *with_own_lines]
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"{', '.join(unknown)}: choose from {', '.join(known)}")
    figures = []
    failed = False
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr)
        if name in with_own_lines:
            sys.argv = [name]  # these read their own arguments
            failed = bool(import_module(with_own_lines[name]).main()) or failed
        else:
            figures += import_module(f"bench.{name}").figures()
    if figures:
        print(table(figures))
    return 1 if failed or not all(figure.is_met for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
