import re

from bot import errors
from bot.errors import BotError, CensorClosed, PostError
from bot.texts import censor as censor_texts
from bot.texts import common
from bot.texts import post as texts


def test_a_value_that_is_a_text_is_shown_in_the_language_of_the_person():
    error = PostError(texts.ALREADY, id=7, state=texts.SENT)
    assert "已发出" in error.say("zh")
    assert "Delivered" in error.say("en")


def test_an_error_without_a_value_that_it_needs_shows_the_general_sentence(caplog):
    assert CensorClosed(censor_texts.MISCONFIGURED).say("en") == common.INTERNAL.en
    assert "needs the value 'code'" in caplog.text


def test_the_tree_of_errors_names_each_of_them():
    named = set(re.findall(r"[A-Z]\w+", (errors.__doc__ or "").partition("\n\n")[2]))
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert {kind.__name__ for kind in kinds if issubclass(kind, BotError)} <= named
