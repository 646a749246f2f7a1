"""Runs every soak, or the named ones; docs/reliability.md and docs/security.md say what each promises.

python -m bench.soak                     all of them, in full
python -m bench.soak replicas --small    a short run of one of them
"""

import argparse
import asyncio
import sys
from importlib import import_module

SOAKS = (
    "fault_plan",
    "failover",
    "leader_death",
    "replicas",
    "replicas_posts",
    "queue",
    "graceful_restart",
    "redis",
    "cluster_kills",
    "latency",
    "posts",
    "slots",
    "faults",
    "admins",
    "redis_outage",
    "files",
    "budgets",
    "hostile_texts",
    "fuzz",
    "crowd",
    "backlog",
    "api_kills",
    "backup",
    "upgrade",
    "api_fuzz",
    "prometheus",
)


def main() -> int:
    """Run them; the exit code is 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SOAKS)}")
    parser.add_argument("--small", action="store_true", help="a short run")
    parser.add_argument("--minutes", type=float, help="how long fault_plan takes (30; small: 5)")
    arguments = parser.parse_args()
    names = arguments.names or SOAKS
    if unknown := [name for name in names if name not in SOAKS]:
        parser.error(f"{', '.join(unknown)}: choose from {', '.join(SOAKS)}")
    broken = []
    for name in names:
        print(f"running {name} ...", file=sys.stderr, flush=True)
        more = {"minutes": arguments.minutes} if name == "fault_plan" else {}
        soak = import_module(f"bench.soak.{name}").soak
        report = asyncio.run(soak(small=arguments.small, **more))
        print(report.text, flush=True)
        if not report.is_kept:
            broken.append(name)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
