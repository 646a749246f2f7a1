"""/settings and /lang, as people see them."""

from dataclasses import replace

import pytest

from bot.commands.settings.lines import build_lines
from bot.errors import PostError
from bot.models.answer_choices import AnswerChoices
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings, QuietHours
from bot.models.persona import Persona
from tests.commands.settings.settings_chat import ADMIN, GROUP, MEMBER, OWN, Chat
from tests.fakes.chat import FakePermissions, said


@pytest.fixture
def group() -> Chat:
    return Chat()


@pytest.fixture
def private() -> Chat:
    return Chat(MEMBER)


async def test_an_admin_sees_every_setting_of_the_group_on_two_pages(group):
    reply = await group.says("settings")
    assert reply.text.splitlines() == [
        "⚙️ 这里的设置",
        "",
        "语言：默认（简体中文）",
        "角色：默认（通用助手）",
        "接龙难度：普通",
        "什么时候说话：命令、@我、回复我",
        "仅管理员可用：无",
        "每日一题：不发",
        "安静时段：没有",
        "群聊摘要：关",
        "投稿发布到：默认（这个群）",
        "老作者免审：关",
        "",
        "点下面的按钮修改。",
    ]
    await group.press("更多 ›")
    assert group.text.splitlines() == [
        "⚙️ 更多设置",
        "",
        "模型：默认（qwen-plus）",
        "回答风格：默认",
        "回答长度：默认",
        "记忆方式：默认（最近几轮）",
        "记住几轮：默认（10）",
        "接龙规则：智能",
        "",
        "点下面的按钮修改。",
    ]


async def test_a_choice_of_the_second_page_leads_back_to_it(group):
    await group.says("settings")
    await group.press("更多 ›")
    await group.press("接龙规则")
    await group.press("‹ 返回")
    assert group.text.startswith("⚙️ 更多设置")
    await group.press("接龙规则")
    await group.press("同字")
    assert "接龙规则：同字" in group.text
    await group.press("‹ 返回")
    assert group.text.startswith("⚙️ 这里的设置")


async def test_one_message_is_edited_in_place_from_the_list_to_a_choice_and_back(group):
    await group.says("settings")
    await group.press("语言")
    assert group.text == "语言：默认（简体中文）\n\n选一项，立即生效。"
    assert [button.label for row in group.keyboard for button in row] == [
        "✓ 默认（简体中文）",
        "简体中文",
        "繁體中文",
        "English",
        "‹ 返回",
    ]
    await group.press("‹ 返回")
    assert group.text.startswith("⚙️")
    assert len(group.reply.messages) == 1


async def test_a_choice_takes_effect_and_the_list_says_who_made_it(group):
    await group.says("settings")
    await group.press("接龙难度")
    reply = await group.press("困难", name="阿杰")
    assert (await group.settings()).idiom_level == 2
    assert reply.popups == ["好，已保存。"]
    assert "接龙难度：困难" in group.text
    assert "上次修改：阿杰 改了“接龙难度”" in group.text


async def test_the_page_changes_its_language_with_the_setting_and_the_popup_is_the_clients(group):
    await group.says("settings")
    await group.press("语言")
    reply = await group.press("English", language="zh")
    assert group.text.startswith("⚙️ Settings of this chat")
    assert reply.popups == ["好，已保存。"]
    await group.press("Language", language="en")
    assert (await group.press("Default (简体中文)", language="en")).popups == ["Saved."]
    assert await group.settings() == AS_CONFIGURED


async def test_what_is_for_admins_only_is_switched_on_and_off(group):
    await group.says("settings")
    await group.press("仅管理员可用")
    await group.press("提问")
    await group.press("投稿")
    assert (await group.settings()).admins_only == {"ask", "post"}
    assert group.text.startswith("仅管理员可用：提问、投稿")
    await group.press("✓ 提问")
    assert (await group.settings()).admins_only == {"post"}


async def test_quiet_hours_are_chosen_and_taken_back(group):
    await group.says("settings")
    await group.press("安静时段")
    await group.press("22:00 到 7:00")
    assert (await group.settings()).quiet_hours == QuietHours(22, 7)
    await group.press("安静时段")
    await group.press("没有")
    assert (await group.settings()).quiet_hours is None


@pytest.mark.parametrize("command", ["settings", "lang"])
async def test_a_member_is_refused_in_a_sentence(group, command):
    reply = await group.says(command, "en", who=MEMBER)
    assert reply.texts == ["这里的设置只有群管理员能改。"]
    assert await group.settings() == AS_CONFIGURED


async def test_a_member_who_presses_an_admins_button_changes_nothing(group):
    await group.says("settings")
    shown = group.text
    reply = await group.press("语言", who=MEMBER, language="en")
    assert reply.popups == ["Only admins of the group can change its settings."]
    await group.press_action("settings:language:en", who=MEMBER)
    assert group.text == shown
    assert await group.settings() == AS_CONFIGURED


async def test_in_private_anybody_sets_their_own_chat_which_has_no_lines_of_groups(private):
    reply = await private.says("settings", who=MEMBER)
    assert "语言：跟随你的 Telegram" in reply.text
    assert "说话" not in reply.text
    assert "管理员" not in reply.text
    await private.press("语言", who=MEMBER)
    await private.press("English", who=MEMBER)
    assert (await private.settings()).language == "en"


@pytest.mark.parametrize(
    "action",
    ["settings:gone", "settings:gone:1", "settings:idiom_level:9", "settings:language:ja"],
)
async def test_a_button_that_is_no_longer_there_brings_the_page_up_to_date(group, action):
    await group.says("settings")
    await group.store.change(GROUP, AS_CONFIGURED, ChatSettings(idiom_level=2), by=said().sender)
    reply = await group.press_action(action)
    assert "接龙难度：困难" in group.text
    assert reply.popups == ["这个按钮旧了，已经换成现在的设置。"]
    assert await group.settings() == ChatSettings(idiom_level=2)


async def test_a_press_of_a_button_that_the_message_does_not_have_changes_nothing(group):
    await group.says("settings")
    reply = await group.press_action("settings:language:en", has_button=False)
    assert reply.popups == ["这个按钮旧了，已经换成现在的设置。"]
    assert await group.settings() == AS_CONFIGURED


async def test_the_last_change_does_not_say_which_anonymous_administrator_made_it(group):
    group.permissions.anonymous = frozenset({(GROUP, ADMIN)})
    await group.says("settings")
    await group.press("接龙难度")
    await group.press("困难")
    assert "上次修改：匿名管理员 改了“接龙难度”" in group.text


async def test_a_press_that_is_handled_again_changes_nothing_twice(group):
    await group.says("settings")
    await group.press("接龙难度")
    before = await group.settings()
    await group.press_action("settings:idiom_level:2", stale=before)
    await group.press_action("settings:idiom_level:2", stale=before)
    assert (await group.settings()).idiom_level == 2


@pytest.mark.parametrize(
    ("word", "sentence", "language"),
    [
        ("en", "OK, I'll answer here in English from now on.", "en"),
        ("English", "OK, I'll answer here in English from now on.", "en"),
        ("zh", "好，以后在这里我用简体中文回答。", "zh"),
        ("繁體", "好，以後在這裡我用繁體中文回答。", "zh-hant"),
        ("zh_TW", "好，以後在這裡我用繁體中文回答。", "zh-hant"),
    ],
)
async def test_lang_sets_the_language_and_says_so_in_it(group, word, sentence, language):
    assert (await group.says("lang", word)).texts == [sentence]
    assert (await group.settings()).language == language


async def test_lang_auto_goes_back_to_the_language_of_the_client_or_of_groups(group, private):
    await group.says("lang", "en")
    assert (await group.says("lang", "auto")).texts == ["好，这里恢复默认语言：简体中文。"]
    await private.says("lang", "zh", who=MEMBER)
    reply = await private.says("lang", "auto", who=MEMBER, language="en")
    assert reply.texts == ["OK, I'll answer in the language of your Telegram app."]


async def test_lang_alone_shows_the_choices_and_an_unknown_word_how_to_use_it(group):
    await group.says("lang")
    assert group.text.startswith("语言：")
    await group.press("English")
    assert (await group.settings()).language == "en"
    assert (await group.says("lang", "klingon")).text.startswith("Usage: /lang zh")


async def test_persona_and_model_are_chosen_by_buttons(group):
    await group.says("persona")
    assert group.text == "角色：默认（通用助手）\n\n选一项，立即生效。"
    assert (await group.press("海盗")).popups == ["好，已保存。"]
    await group.says("model")
    await group.press("qwen-flash")
    assert await group.settings() == ChatSettings(persona="海盗", model="qwen-flash")


async def test_persona_and_model_are_chosen_by_name(group):
    assert (await group.says("persona", "物理")).text == "好，角色换成了：物理"
    assert (await group.says("model", "QWEN-flash")).text == "好，模型换成了：qwen-flash"
    assert await group.settings() == ChatSettings(persona="物理", model="qwen-flash")
    assert (await group.says("persona", "默认")).text == "好，角色换成了：默认（通用助手）"
    await group.says("model", "default")
    assert await group.settings() == AS_CONFIGURED


async def test_a_persona_that_there_is_not_is_answered_with_those_there_are(group):
    reply = await group.says("persona", "厨师")
    assert reply.text.startswith("没有“厨师”，请从下面选。")
    await group.press("物理")
    assert (await group.settings()).persona == "物理"


async def test_a_member_of_a_group_chooses_no_persona(group):
    assert (await group.says("persona", "物理", who=MEMBER)).texts == [
        "这里的设置只有群管理员能改。"
    ]
    assert await group.settings() == AS_CONFIGURED


async def test_what_follows_the_choice_of_a_persona_is_told_of_it_by_name_and_by_button(group):
    told: list[str | None] = []

    async def note(cause: object, after: ChatSettings, reply: object) -> None:
        told.append(after.persona)

    group.commands = replace(group.commands, after_choice={"persona": note})
    await group.says("persona", "物理")
    await group.says("model", "qwen-flash")
    await group.says("persona")
    await group.press("海盗")
    await group.press_action("settings:persona:-")
    assert told == ["物理", "海盗", None]


async def test_style_and_length_have_bounds(group):
    await group.says("settings")
    await group.press("更多 ›")
    await group.press("回答风格")
    await group.press("活泼")
    await group.press("回答长度")
    await group.press("短")
    assert await group.settings() == ChatSettings(temperature=1.2, max_tokens=300)
    assert "回答风格：活泼\n回答长度：短" in group.text


async def test_what_the_configuration_does_not_offer_is_no_setting():
    offered = AnswerChoices({}, "one", ("one",), max_tokens=500)
    chat = Chat(offered=offered)
    text = (await chat.says("settings")).text
    assert "角色" not in text
    assert "模型" not in text
    assert (await chat.says("persona")).text == "这里没有别的角色可选。"
    assert (await chat.says("model", "two")).text == "这里没有别的模型可选。"
    await chat.says("settings")
    await chat.press("更多 ›")
    await chat.press("回答长度")
    assert [button.label for row in chat.keyboard for button in row] == ["✓ 默认", "短", "‹ 返回"]


async def test_a_name_that_is_too_long_for_a_button_can_be_chosen():
    names = [f"一位特别特别有耐心而且很会打比方的物理老师之{number}" for number in "一二"]
    chat = Chat(offered=AnswerChoices({name: Persona("x") for name in names}))
    await chat.says("persona")
    await chat.press(names[1])
    assert (await chat.settings()).persona == names[1]


async def test_in_privacy_mode_the_page_says_why_the_bot_cannot_hear():
    assert "隐私模式" in (await Chat(hears_groups=False).says("settings")).text
    assert "隐私模式" not in (await Chat(MEMBER, hears_groups=False).says("settings")).text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_labels_fit_on_a_phone_and_actions_into_a_button(language):
    chat = Chat()
    await chat.store.change(GROUP, AS_CONFIGURED, ChatSettings(language=language), by=said().sender)
    await chat.says("settings")
    for name in ("more", *(line.name for line in chat.commands.lines)):
        await chat.press_action(f"settings:{name}")
        for row in chat.keyboard:
            for button in row:
                assert len(button.action.encode()) <= 64
                wide = sum(2 if char > "\u2e7f" else 1 for char in button.label)
                assert wide <= (16 if len(row) > 1 else 34), button.label
        await chat.press_action("settings")


async def test_where_posts_go_to_the_bots_channel_a_group_learns_whose_trust_counts(group):
    group.commands = replace(group.commands, lines=build_lines(has_channel=True))
    await group.says("settings")
    assert "投稿发布到：默认（机器人的频道）" in group.text
    await group.press("老作者免审")
    assert "看审核群的设置" in group.text


async def test_posts_go_to_a_channel_where_both_the_bot_and_that_admin_are_admins(group):
    for name, refusal in (
        ("@nowhere", "没有找到"),
        ("@other", "不是频道"),
        ("", "/settings 发布"),
        ("每日精选", "/settings 发布"),
    ):
        with pytest.raises(PostError, match=refusal):
            await group.says("settings", f"发布 {name}")
    assert (await group.settings()).publish_to is None
    reply = await group.says("settings", "发布到 @own")
    assert "投稿发布到：自家频道" in reply.text
    assert (await group.settings()).publish_to == OWN
    await group.press("投稿发布到")
    assert "/settings 发布 @频道名" in group.text
    await group.press("这个群")
    assert (await group.settings()).publish_to == "here"
    permissions = FakePermissions(administrators=frozenset({(GROUP, GROUP)}))
    group.commands = replace(group.commands, permissions=permissions)
    with pytest.raises(PostError, match="匿名"):
        await group.says("settings", "发布 @own", GROUP)
