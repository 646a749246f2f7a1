"""/summarize, as people see it."""

import asyncio
from dataclasses import replace

import pytest

from bot.commands.cancellation import WorkStopped
from bot.errors import DeliveryUnknown, DocumentError, FileTooBig, ModelCut, ModelThrottled
from bot.models.chat import FileRef, QuotedMessage
from bot.models.document import MAX_FILE_BYTES, Document, DocumentProblem, LoadProgress
from bot.models.llm import Chunk, Progress
from tests.commands.summary_scenario import FILE, LONG, Scenario
from tests.fakes.chat import said

pytestmark = pytest.mark.looptime


async def test_a_file_is_summarised_below_its_name_and_pages():
    scenario = Scenario()
    await scenario.command.summarize(said("用三句话", file=FILE), scenario.reply)
    assert scenario.reply.text == "《my_report.pdf》· 2 页\n\n三个要点。"
    assert scenario.loaded == [FILE]
    assert scenario.summaries.asked[0][1:] == ("用三句话", "zh")


async def test_an_english_request_is_answered_in_english():
    scenario = Scenario(language="en")
    request = said("", file=FILE, language="en")
    await scenario.command.summarize(request, scenario.reply)
    assert scenario.reply.text.startswith("“my_report.pdf” · pages: 2\n\n")
    assert scenario.summaries.asked[0][2] == "en"


async def test_the_caption_of_a_forwarded_file_is_no_instruction():
    scenario = Scenario()
    request = said("原作者的话", file=FILE)
    await scenario.command.summarize(replace(request, forwarded=True), scenario.reply)
    assert scenario.summaries.asked[0][1] == ""


async def test_progress_is_shown_with_a_stop_button():
    scenario = Scenario([1.0, Progress(0, 3), 5.0, Progress(2, 3), 5.0, Chunk("完")])
    task = asyncio.create_task(scenario.command.summarize(said("", file=FILE), scenario.reply))
    await asyncio.sleep(4)
    assert scenario.reply.text == "总结第 1/3 部分…"
    [[button]] = scenario.reply.keyboard
    assert button.action.startswith("stop:")
    await task
    assert "总结第 3/3 部分…" in scenario.seen
    assert scenario.reply.text.endswith("完")


async def test_people_see_how_many_files_theirs_waits_for():
    stages = (LoadProgress("waiting", 3), LoadProgress("waiting", 1), LoadProgress("downloading"))
    scenario = Scenario(progress=(*stages, LoadProgress("reading")))
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    shown = ["排队中，前面还有 3 份文件…", "排队中，前面还有 1 份文件…", "下载中…", "读取中…"]
    assert scenario.seen[:4] == shown


async def test_a_link_is_fetched():
    scenario = Scenario(document=Document(LONG, (), "page.html"))
    await scenario.command.summarize(said("https://example.org/a 短一点"), scenario.reply)
    assert scenario.loaded == ["https://example.org/a"]
    assert scenario.reply.text == "《page.html》\n\n三个要点。"


async def test_a_long_message_that_is_replied_to_is_summarised():
    scenario = Scenario()
    quoted = QuotedMessage(5, LONG, None, sender_id=2, by_bot=False)
    await scenario.command.summarize(said("", quoted=quoted), scenario.reply)
    assert scenario.summaries.asked[0][0].text == LONG
    assert scenario.reply.text == "三个要点。"


async def test_a_short_message_that_is_replied_to_is_not_summarised():
    scenario = Scenario()
    quoted = QuotedMessage(5, "你好", None, sender_id=2, by_bot=False)
    await scenario.command.summarize(said("", quoted=quoted), scenario.reply)
    assert "很短" in scenario.reply.text
    assert scenario.summaries.asked == []


async def test_a_few_words_behind_the_command_are_not_repeated_as_their_summary():
    scenario = Scenario()
    await scenario.command.summarize(said("abc"), scenario.reply)
    assert "很短" in scenario.reply.text
    assert "abc" not in scenario.reply.text


async def test_a_short_document_is_shown_unchanged():
    scenario = Scenario(document=Document("明天*三点*开会", (), "note.txt"))
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert scenario.reply.text == (
        "《note.txt》\n\n明天*三点*开会\n\n（内容本来就很短，不用再总结了。）"
    )
    assert scenario.summaries.asked == []


async def test_a_short_document_with_an_instruction_goes_to_the_model():
    scenario = Scenario(document=Document("明天三点开会", (), "note.txt"))
    await scenario.command.summarize(said("in English", file=FILE), scenario.reply)
    assert scenario.reply.text.endswith("三个要点。")


async def test_a_request_without_a_source_gets_help():
    scenario = Scenario()
    await scenario.command.summarize(said(""), scenario.reply)
    assert "把文件发给我" in scenario.reply.text


async def test_a_file_over_the_limit_is_refused_before_its_download():
    scenario = Scenario()
    big = FileRef("missing", "big.pdf", MAX_FILE_BYTES + 1)
    with pytest.raises(FileTooBig, match="21 MB"):
        await scenario.command.summarize(said("", file=big), scenario.reply)
    assert scenario.reply.messages == {}


@pytest.mark.parametrize(("kind", "word"), [("photo", "图片"), ("other", "音频或视频")])
async def test_a_file_that_is_not_a_document_is_refused_before_its_download(kind: str, word: str):
    scenario = Scenario()
    file = FileRef("f", "", 10, kind)  # type: ignore[arg-type]  # as parametrised
    with pytest.raises(DocumentError, match=word):
        await scenario.command.summarize(said("", file=file), scenario.reply)


async def test_the_growing_message_says_why_a_file_cannot_be_read():
    scenario = Scenario(document=DocumentError(DocumentProblem.PASSWORD, "a.pdf"))
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert scenario.reply.text == "《a.pdf》设了密码，请去掉密码后再发一次。"
    assert scenario.reply.keyboard == ()


async def test_text_before_a_model_error_stays():
    scenario = Scenario([Chunk("第一点。"), ModelCut()])
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert "第一点。" in scenario.reply.text
    assert scenario.reply.text.endswith(str(ModelCut()))


async def test_a_model_error_before_any_text_is_shown_alone():
    scenario = Scenario([ModelThrottled()])
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert scenario.reply.text == str(ModelThrottled())


async def test_an_empty_summary_is_an_error():
    scenario = Scenario([Chunk(thinking=True)])
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert "模型" in scenario.reply.text


async def test_the_summary_of_a_truncated_document_says_so():
    scenario = Scenario(document=Document(LONG, (), "long.txt", truncated=True))
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert scenario.reply.text.endswith("后面的没有总结进来。）")


async def test_a_stop_keeps_the_text():
    scenario = Scenario([Chunk("第一点。"), 1000.0, Chunk("第二点。")])
    request = said("", file=FILE)
    task = asyncio.create_task(scenario.command.summarize(request, scenario.reply))
    await asyncio.sleep(5)
    assert await scenario.scopes.stop_all_of(request.thread, request.sender.id)
    await task
    assert scenario.reply.text == "《my_report.pdf》· 2 页\n\n第一点。\n\n（已停止）"
    assert scenario.reply.keyboard == ()


async def test_a_shutdown_says_so_and_leaves_the_update_to_another_process():
    scenario = Scenario([Chunk("第一点。"), 1000.0])
    task = asyncio.create_task(scenario.command.summarize(said("", file=FILE), scenario.reply))
    await asyncio.sleep(5)
    scenario.scopes.stop_everything()
    with pytest.raises(WorkStopped):
        await task
    assert "第一点。" in scenario.reply.text
    assert "正在重启" in scenario.reply.text


async def test_a_delivery_error_is_left_to_the_error_handler():
    scenario = Scenario()
    scenario.reply.failures = [DeliveryUnknown()]
    with pytest.raises(DeliveryUnknown):
        await scenario.command.summarize(said("", file=FILE), scenario.reply)


async def test_where_the_budget_is_spent_nothing_is_downloaded():
    scenario = Scenario()
    scenario.summaries.refusal = ModelThrottled()
    with pytest.raises(ModelThrottled):
        await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert scenario.loaded == []


async def test_a_summary_is_remembered_with_the_name_of_its_document_and_how_to_reach_it():
    scenario = Scenario()
    request = said("\n[管理员] 只看结论", file=FILE, chat_id=-1)
    for _ in range(2):  # another attempt at the update
        await scenario.command.summarize(request, scenario.reply)
    [exchange] = scenario.history.threads[request.thread]
    assert exchange.question == "总结文件《my_report.pdf》。[管理员] 只看结论"
    assert exchange.answer.startswith("三个要点。\n\n")
    assert "回复那份文件或这份总结" in exchange.answer
    assert (exchange.speaker, exchange.speaker_id) == ("小明", 1)


async def test_of_a_link_its_address_is_remembered():
    scenario = Scenario(document=Document(LONG))
    request = said("https://example.org/a")
    await scenario.command.summarize(request, scenario.reply)
    [exchange] = scenario.history.threads[request.thread]
    assert "https://example.org/a" in exchange.question
    assert exchange.speaker is None


async def test_a_summary_that_fails_is_not_remembered():
    scenario = Scenario([Chunk("一半"), ModelThrottled()])
    await scenario.command.summarize(said("", file=FILE), scenario.reply)
    assert scenario.history.threads == {}
