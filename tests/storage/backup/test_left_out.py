"""What a backup contains, by the table of keys."""

from bot.storage.backup.left_out import is_kept
from tests.fakes.key_table import backup_decisions


def test_the_table_decides_about_each_key_and_the_backup_does_the_same():
    decisions = backup_decisions()
    assert len(decisions) > 100
    assert {decision for _, decision in decisions} == {"yes", "no"}
    assert [
        (key, decision) for key, decision in decisions if is_kept(key) is not (decision == "yes")
    ] == []


def test_a_key_that_the_table_does_not_name_is_kept():
    assert is_kept("something:of:a:later:version")
