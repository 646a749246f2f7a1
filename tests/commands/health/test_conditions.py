"""What is wrong, by the figures."""

import pytest

from bot.commands.health.conditions import HealthSnapshot, Thresholds, conditions, missing_replicas
from bot.models.health import Replica, StoreFigures

FINE = StoreFigures(memory_bytes=10, memory_limit_bytes=100)


def wrong(snapshot: HealthSnapshot) -> set[str]:
    return {kind for kind, is_wrong in conditions(snapshot, Thresholds()).items() if is_wrong}


@pytest.mark.parametrize(
    ("store", "kinds"),
    [
        (FINE, set()),
        (StoreFigures(inbox_oldest_s=299), set()),
        (StoreFigures(inbox_oldest_s=301), {"inbox_old"}),
        (StoreFigures(posts_oldest_s=301), {"posts_old"}),
        (StoreFigures(memory_bytes=81, memory_limit_bytes=100), {"memory"}),
        (StoreFigures(memory_bytes=81), set()),
        (StoreFigures(inbox_dead=1), {"dead_letter"}),
        (StoreFigures(posts={"dead": 1}), {"dead_letter"}),
    ],
)
def test_figures_of_the_store(store, kinds):
    assert wrong(HealthSnapshot(store, [])) == kinds


def test_the_budget_of_the_day_where_there_is_one():
    assert wrong(HealthSnapshot(FINE, [], tokens=90, token_limit=100)) == {"quota"}
    assert wrong(HealthSnapshot(FINE, [], tokens=89, token_limit=100)) == set()
    assert wrong(HealthSnapshot(FINE, [], tokens=10**9)) == set()


def test_a_silent_process_is_gone_until_another_has_begun_since():
    alive, silent = Replica("a:1", 500, 2), Replica("b:2", 900, 100)
    assert missing_replicas([alive, silent]) == [silent]
    assert missing_replicas([alive, silent, Replica("c:3", 90, 2)]) == []
    two = [silent, Replica("d:4", 900, 200)]
    assert len(missing_replicas([*two, alive, Replica("c:3", 90, 2)])) == 1
    assert missing_replicas([alive, Replica("b:2", 900, 30)]) == []
