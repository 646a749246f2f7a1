from bot.models.chat import Span
from bot.models.post import AuthorRecord, CensorHit, CensorVerdict, Post, PostDraft
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


def test_what_the_censor_marked_stays_marked_in_the_polished_text():
    draft = PostDraft(1, "作者", "zh", -100, None, 1, "好坏词在排对")
    verdict = CensorVerdict("review", "baidu", ("advert",), (CensorHit(1, 3, "advert"),))
    post = Post(7, "review", 1, draft, verdict=verdict, polished="很好，坏词在排队")
    card = render_card(post, AuthorRecord())
    at = card.text.text.index("很好，坏词在排队") + 3
    assert Span("bold", at, 2) in card.text.spans
