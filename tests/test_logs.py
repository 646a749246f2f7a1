import asyncio
import json
import logging

import pytest

from bot.logs import RedactingFormatter, add_fields, count_field, request_fields, set_up_logging


@pytest.fixture
def log_file(tmp_path):
    """The log file; the root logger is restored afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield tmp_path / "logs" / "bot.log"
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = handlers, level
    logging.captureWarnings(capture=False)
    logging.getLogger("bot").setLevel(logging.NOTSET)


def test_secrets_are_masked_in_urls_arguments_and_tracebacks(log_file):
    set_up_logging("INFO", "console", log_file, ["sk-model-key"])
    log = logging.getLogger("bot.test")
    log.info("POST https://api.telegram.org/bot123456:AA-bb_cc/sendMessage")
    log.info("with %s", "sk-model-key")
    try:
        raise ValueError("GET /censor?access_token=24.abc&client_secret=xyz")
    except ValueError:
        log.exception("failed")
    text = log_file.read_text()
    assert "sendMessage" in text
    assert "ValueError" in text
    for secret in ("123456:AA-bb_cc", "sk-model-key", "24.abc", "xyz"):
        assert secret not in text


def test_a_json_line_has_the_fields_of_extra(log_file):
    set_up_logging("INFO", "json", log_file, [])
    logging.getLogger("bot.test").info("你好", extra={"update_id": 7})
    [line] = log_file.read_text().splitlines()
    record = json.loads(line)
    assert (record["message"], record["update_id"], record["level"]) == ("你好", 7, "INFO")


async def test_every_line_of_a_request_has_its_ids_also_in_its_tasks_and_of_libraries(log_file):
    set_up_logging("INFO", "json", log_file, [])

    async def call_of_a_model() -> None:
        count_field("model_calls")
        logging.getLogger("openai").warning("retrying")

    with request_fields(update_id=7):
        add_fields(chat_id=-100)
        await asyncio.create_task(call_of_a_model())
        logging.getLogger("bot.test").info("done")
    add_fields(update_id=8)
    logging.getLogger("bot.test").info("after it")
    inner, done, after = (json.loads(line) for line in log_file.read_text().splitlines())
    assert (inner["message"], inner["update_id"], inner["chat_id"]) == ("retrying", 7, -100)
    assert (done["update_id"], done["model_calls"]) == (7, 1)
    assert "update_id" not in after


def test_on_a_console_the_fields_stand_at_the_end_of_the_line_before_a_traceback(log_file):
    set_up_logging("INFO", "console", log_file, [])
    with request_fields(update_id=7, chat_id=-100):
        try:
            raise ValueError("odd")
        except ValueError:
            logging.getLogger("bot.test").exception("failed")
    line, *traceback = log_file.read_text().splitlines()
    assert line.endswith("ERROR   bot.test: failed [update_id=7 chat_id=-100]")
    assert traceback[-1] == "ValueError: odd"


def test_libraries_log_only_warnings_and_errors(log_file):
    set_up_logging("DEBUG", "console", log_file, [])
    logging.getLogger("httpx").info("chatter")
    logging.getLogger("bot.test").debug("detail")
    text = log_file.read_text()
    assert "chatter" not in text
    assert "detail" in text


def test_a_short_secret_does_not_spoil_the_log():
    formatter = RedactingFormatter(logging.Formatter("%(message)s"), ["x", "abcd", "long-secret"])

    def logged(text: str) -> str:
        return str(formatter.format(logging.makeLogRecord({"msg": text})))

    assert logged("next x of the box") == "next x of the box"
    assert logged("key=abcd, abcde") == "key=***, abcde"
    assert logged("a long-secret1") == "a ***1"
