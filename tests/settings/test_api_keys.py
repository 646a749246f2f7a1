import pytest
from pydantic import SecretStr

from bot.errors import StartError
from bot.models.api_key import ApiKey
from bot.settings import load_settings
from bot.settings.api_keys import parse_api_keys


def parse(text: str) -> tuple[ApiKey, ...]:
    return parse_api_keys(SecretStr(text))


def test_keys_have_names_and_may_be_public():
    assert parse(" a=1 , public:site=2,, ") == (ApiKey("a", "1"), ApiKey("site", "2", True))


def test_a_key_without_a_name_gets_one_that_does_not_depend_on_its_place():
    [first, _], [_, second] = parse("abc==,x=1"), parse("x=1,abc==")
    assert first == second
    assert first.secret == "abc=="
    assert "abc" not in first.name
    assert "abc" not in repr(first)


def test_a_name_always_counts_as_the_same_person_and_is_none_of_telegram():
    assert ApiKey("a").person_id == ApiKey("a", "other").person_id != ApiKey("b").person_id
    assert 2**52 < ApiKey("a").person_id < 2**53


@pytest.mark.parametrize(
    "text", ["a=1,a=2", "a=1,b=1", "public:x", "a b=1", "a=1 2", "键=1", "a=é"]
)
def test_what_is_no_key_is_refused_without_showing_it(text):
    with pytest.raises(StartError) as refused:
        parse(text)
    assert "=" not in str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])  # noqa: S104 -- what is refused
def test_without_keys_the_chat_listens_on_loopback_only(host, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_API_KEYS", raising=False)
    monkeypatch.setenv("BOT_API__HOST", host)
    with pytest.raises(StartError, match="BOT_API_KEYS is not set"):
        assert load_settings().api_keys
    monkeypatch.setenv("BOT_API_KEYS", "a=1")
    assert load_settings().api_keys == (ApiKey("a", "1"),)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_needs_no_key(host, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_API_KEYS", raising=False)
    monkeypatch.setenv("BOT_API__HOST", host)
    assert load_settings().api_keys == ()


def test_keys_are_masked_in_the_log(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_API_KEYS", "a=secret-1,secret-2")
    assert {"secret-1", "secret-2"} <= set(load_settings().secrets.values())
