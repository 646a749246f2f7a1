import pytest

from bot.errors import StartError
from bot.models.persona import Persona
from bot.settings import load_settings

SECRETS = ("TELEGRAM_BOT_TOKEN", "DASHSCOPE_API_KEY", "OPENAI_API_KEY", "BAIDU_API_KEY", "BAIDU_SECRET_KEY", "REDIS_URL")  # fmt: skip


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch, tmp_path):
    """An empty folder and an environment without any of our variables."""
    monkeypatch.chdir(tmp_path)
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def config(tmp_path):
    def write(text: str):
        file = tmp_path / "config.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_without_a_file_the_defaults_apply():
    settings = load_settings()
    assert settings.memory.window == 10
    assert settings.model_provider == "offline"
    assert settings.censor_provider == "local"


def test_the_environment_wins_over_the_file(config, monkeypatch):
    monkeypatch.setenv("BOT_LLM__MODEL", "qwen-flash")
    settings = load_settings(config("llm: {model: qwen-max, router_model: mini}"))
    assert (settings.llm.model, settings.llm.router_model) == ("qwen-flash", "mini")


def test_the_environment_wins_over_dotenv(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("BAIDU_API_KEY=a\nREDIS_URL=redis://file\n")
    # setenv first, so that what load_dotenv adds is undone at the end of the test
    monkeypatch.setenv("BAIDU_API_KEY", "b")
    monkeypatch.setenv("REDIS_URL", "redis://environment")
    monkeypatch.delenv("BAIDU_API_KEY")
    settings = load_settings()
    assert settings.redis_url == "redis://environment"
    assert settings.secrets.baidu_api_key is not None
    monkeypatch.setenv("BAIDU_API_KEY", "")


def test_null_switches_the_limits_off(monkeypatch):
    monkeypatch.setenv("BOT_TELEGRAM__LIMITS", "null")
    assert load_settings().telegram.limits is None


def test_a_budget_of_null_has_no_limits(monkeypatch):
    monkeypatch.setenv("BOT_BUDGET", "null")
    assert load_settings().budget is None


def test_single_limits_of_the_budget_can_be_null_or_changed(config, monkeypatch):
    monkeypatch.setenv("BOT_BUDGET__PERSON_REQUESTS_PER_DAY", "5")
    budget = load_settings(config("budget: {person_requests_per_min: null}")).budget
    assert budget is not None
    assert (budget.person_requests_per_min, budget.person_requests_per_day) == (None, 5)
    assert budget.document_parts == 64


def test_access_lists_are_ids():
    settings = load_settings()
    assert (settings.access.chats, settings.access.users, settings.access.blocked) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("timezone: Asia/Shangai", "Asia/Shangai is not a time zone"),
        ("timezone: ../etc", "is not a time zone"),
        ("llm: {modle: x}", "llm.modle is not a key (did you mean llm.model?)"),
        ("colour: red", "colour is not a key"),
        ("moderation: {qps: none at all}", "moderation.qps"),
        ("telegram: {base_url: api.telegram.org}", "telegram.base_url must be an address"),
        ("telegram: {mode: webhook}", "webhook.url is not set"),
        ("llm: {", "is not valid YAML at line 1"),
        ("prompts: {default: {prompt: x}}", "default is reserved"),
        ("llm: {expert_prompts: {auto: {prompt: x}}}", "auto is reserved"),
        ("prompts: {物理: {description: x}}", "prompts.物理.prompt is missing"),
        ("llm: {temperature: 3}", "llm.temperature must be less than or equal to 2"),
        ("llm: {max_concurrency: many}", "llm.max_concurrency must be a whole number"),
        ("moderation: {admins: 阿杰}", "moderation.admins must be a list, as [1, 2]"),
        ("playground: {port: 99999}", "playground.port must be less than or equal to 65535"),
        ("llm: 3", "llm must be a section with keys below it"),
        ("hello", "must consist of sections"),
        ("- a", "must consist of sections"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_the_key(config, text, sentence):
    with pytest.raises(StartError) as error:
        load_settings(config(text))
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BOT_LLM__MODLE", "x", "BOT_LLM__MODLE is not a key (did you mean llm.model?)"),
        ("BOT_MODERATION__ADMINS", "12", "BOT_MODERATION__ADMINS must be a list, as [1, 2]"),
        ("BOT_MODERATION__ADMINS", "阿杰", "A variable BOT_MODERATION… cannot be read"),
    ],
)
def test_a_wrong_value_in_the_environment_is_a_sentence_that_names_the_variable(
    monkeypatch, name, value, sentence
):
    monkeypatch.setenv(name, value)
    with pytest.raises(StartError) as error:
        load_settings()
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("environment", "is_named"),
    [
        ({"BAIDU_API_KEY": "k"}, True),
        ({"BAIDU_API_KEY": "k", "BAIDU_SECRET_KEY": "k"}, False),
        ({"BAIDU_API_KEY": "k", "BOT_MODERATION__PROVIDER": "local"}, False),
    ],
)
def test_half_of_the_keys_of_baidu_is_named(monkeypatch, environment, is_named):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("Baidu is not used" in load_settings().idle_keys) is is_named


def test_an_unknown_section_in_the_environment_is_an_error(monkeypatch):
    monkeypatch.setenv("BOT_MODRATION__QPS", "1")
    with pytest.raises(StartError, match="no section modration"):
        load_settings()


def test_a_file_that_is_given_must_exist(tmp_path):
    with pytest.raises(StartError, match="does not exist"):
        load_settings(tmp_path / "other.yaml")


def test_secrets_are_masked_in_printed_settings(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:abc")
    settings = load_settings()
    assert "123:abc" not in f"{settings!r} {settings.secrets!r} {settings.model_dump()}"


@pytest.mark.parametrize(
    ("environment", "provider"),
    [
        ({"DASHSCOPE_API_KEY": "k", "OPENAI_API_KEY": "k"}, "tongyi"),
        ({"OPENAI_API_KEY": "k"}, "openai"),
        ({"BOT_LLM__BASE_URL": "http://localhost/v1"}, "openai"),
        ({"DASHSCOPE_API_KEY": "k", "BOT_LLM__PROVIDER": "offline"}, "offline"),
        ({"DASHSCOPE_API_KEY": ""}, "offline"),
    ],
)
def test_auto_chooses_the_provider_whose_key_is_set(environment, provider, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert load_settings().model_provider == provider


@pytest.mark.parametrize(
    ("section", "provider", "missing"),
    [("llm", "tongyi", "DASHSCOPE_API_KEY"), ("llm", "openai", "OPENAI_API_KEY")],
)
def test_a_named_model_without_its_key_is_a_start_error(section, provider, missing, config):
    settings = load_settings(config(f"{section}: {{provider: {provider}}}"))
    with pytest.raises(StartError, match=missing):
        _ = settings.model_provider


def test_baidu_without_both_keys_is_a_start_error(config, monkeypatch):
    monkeypatch.setenv("BAIDU_API_KEY", "k")
    settings = load_settings(config("moderation: {provider: baidu}"))
    with pytest.raises(StartError, match="BAIDU_SECRET_KEY"):
        _ = settings.censor_provider


def test_config_yaml_has_the_default_values(request):
    shipped = load_settings(request.config.rootpath / "config.yaml").model_dump()
    assert set(shipped.pop("prompts")) == {"物理", "数学", "百科", "起名"}
    defaults = load_settings().model_dump()
    defaults.pop("prompts")
    assert shipped == defaults


def test_prompts_are_personas_with_or_without_a_description_and_inputs(config):
    prompts = (
        "{海盗: {prompt: 你是海盗。}, 起名: {prompt: 起名, inputs: {姓: 姓什么？, 性别: 男孩？}}}"
    )
    personas = load_settings(config(f"prompts: {prompts}")).personas
    assert personas["海盗"] == Persona("你是海盗。")
    assert list(personas["起名"].inputs.items()) == [("姓", "姓什么？"), ("性别", "男孩？")]


def test_prompts_at_their_former_place_still_count_and_the_new_place_is_named(config):
    settings = load_settings(
        config(
            "prompts: {物理: {prompt: 新}}\n"
            "llm: {expert_prompts: {物理: {description: 甲, prompt: 旧}, 数学: {description: 乙, prompt: 算}}}"
        )
    )
    assert settings.personas == {"物理": Persona("新"), "数学": Persona("算", "乙")}
    assert "llm.expert_prompts is now called prompts" in settings.outdated_keys
    assert load_settings(config("prompts: {物理: {prompt: 新}}")).outdated_keys == ""


@pytest.mark.parametrize(
    ("secret", "named"),
    [("DASHSCOPE_API_KEY", False), ("OPENAI_API_KEY", True), ("REDIS_URL", True)],
)
def test_a_search_that_the_provider_does_not_have_is_named(config, monkeypatch, secret, named):
    monkeypatch.setenv(secret, "k")
    assert ("llm.search" in load_settings(config("llm: {search: true}")).idle_keys) is named
    assert load_settings(config("llm: {search: false}")).idle_keys == ""


def test_the_id_of_the_bot_is_in_its_token(monkeypatch):
    assert load_settings().bot_id is None
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:ABC")
    assert load_settings().bot_id == 123456


def test_what_is_no_token_is_refused_in_a_sentence_that_does_not_repeat_it(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "changeme")
    with pytest.raises(StartError, match="TELEGRAM_BOT_TOKEN is no token") as refused:
        _ = load_settings().bot_id
    assert "changeme" not in str(refused.value)
