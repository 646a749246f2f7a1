from bot.models.chat import Span
from bot.models.post import Appeal, AuthorRecord, CensorHit, CensorVerdict, Post, PostDraft
from bot.models.utf16 import utf16_len
from bot.moderation.review_card import render_card


def test_the_marks_of_hits_after_an_emoji_are_counted_in_utf16_units():
    text = "😀坏词"
    draft = PostDraft(1, "作者😀", "zh", -100, None, 1, text)
    verdict = CensorVerdict("review", "baidu", ("advert",), (CensorHit(1, 3, "advert"),))
    card = render_card(Post(7, "review", 1, draft, verdict=verdict), AuthorRecord())
    before = card.text.text.removesuffix("坏词")
    assert card.text.spans == (Span("bold", utf16_len(before), 2),)
    assert utf16_len(before) == len(before) + 2


def test_a_card_shows_formatting_beside_the_marks_and_where_links_lead():
    link = Span("text_link", 0, 4, url="https://evil.example/" + "a" * 200)
    spans = (link, Span("pre", 6, 2), Span("italic", 4, 2))
    draft = PostDraft(1, "作者", "zh", -100, None, 1, "点我看看坏词代码", spans=spans)
    verdict = CensorVerdict("review", "baidu", ("advert",), (CensorHit(2, 7, "advert"),))
    card = render_card(Post(7, "review", 1, draft, verdict=verdict), AuthorRecord())
    assert "🔗 点我看看 → https://evil.example/aaa" in card.text.text
    start = utf16_len(card.text.text.removesuffix("点我看看坏词代码"))
    shown = [(span.kind, span.offset - start, span.length) for span in card.text.spans]
    assert shown == [
        ("text_link", 0, 4),
        ("italic", 4, 2),
        ("bold", 2, 2),
        ("bold", 4, 2),
        ("bold", 6, 1),
    ]
    assert card.text.spans[0].url == link.url


def test_a_card_says_that_the_censor_found_nothing():
    draft = PostDraft(1, "作者", "zh", -100, None, 1, "正文")
    post = Post(7, "review", 1, draft, verdict=CensorVerdict("review", "local"))
    assert "没有发现问题，请人工确认\n" in render_card(post, AuthorRecord()).text.text


def test_a_preset_reason_is_in_the_language_of_the_card():
    draft = PostDraft(1, "Lucy", "en", -100, None, 1, "text")
    post = Post(7, "rejected", 2, draft, decided_by="乙", reason="off topic")
    assert "理由：跑题" in render_card(post, AuthorRecord()).text.text


def test_what_the_censor_marked_stays_marked_in_the_polished_text():
    draft = PostDraft(1, "作者", "zh", -100, None, 1, "好坏词在排对")
    verdict = CensorVerdict("review", "baidu", ("advert",), (CensorHit(1, 3, "advert"),))
    post = Post(7, "review", 1, draft, verdict=verdict, polished="很好，坏词在排队")
    card = render_card(post, AuthorRecord())
    at = card.text.text.index("很好，坏词在排队") + 3
    assert Span("bold", at, 2) in card.text.spans


def test_a_card_fits_into_a_message_however_long_its_links_and_reasons_are():
    words = "😀\n" * 40
    spans = tuple(Span("text_link", n * 120, 120, url=f"https://e.x/{'a' * 99}") for n in range(10))
    draft = PostDraft(1, "😀" * 64, "zh", -100, None, 1, words * 10, spans=spans)
    appeal = Appeal("😀" * 500, "乙", 2, "😀" * 500)
    verdict = CensorVerdict("review", "baidu", ("advert",))
    post = Post(7, "review", 1, draft, verdict=verdict, appeal=appeal, polished="好" * 900)
    card = render_card(post, AuthorRecord())
    assert utf16_len(card.text.text) <= 4096
    assert card.text.text.startswith("#7 申诉")
    assert "改动" in card.text.text
    lines = [line for line in card.text.text.splitlines() if line.startswith("🔗")]
    assert all("→ https://e.x/" in line for line in lines)


def test_a_card_of_what_is_out_shows_the_wording_that_is_out():
    """The censor doubted the polished text, so the author's was sent."""
    draft = PostDraft(1, "作者", "zh", -100, None, 1, "原来的话")
    unknown = Post(7, "unknown", 1, draft, polished="润色的话", final="原来的话")
    assert render_card(unknown, AuthorRecord()).text.text.endswith("\n\n原来的话")
