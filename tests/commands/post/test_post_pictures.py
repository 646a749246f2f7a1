"""What authors meet who post pictures, albums, images as files, and formatted texts."""

from dataclasses import replace

import pytest

from bot.commands.post.author import AuthorCommands
from bot.errors import PostError
from bot.models.chat import FileRef, Picture, PictureKind, QuotedMessage, Span, StyledText
from bot.moderation.decisions import Decisions
from bot.storage.connection import Redis
from bot.storage.posts.posts import RedisPosts
from tests.fakes.chat import FakeReply, said

GROUP = -100
PHOTO = FileRef("photo-9", "photo.jpg", 9, "photo")


@pytest.fixture
def posts(redis: Redis) -> RedisPosts:
    return RedisPosts(redis)


@pytest.fixture
def commands(posts) -> AuthorCommands:
    return AuthorCommands(posts, Decisions(posts), per_hour=3)


async def test_a_picture_with_a_caption_can_be_posted(commands, posts):
    await commands.submit(said("晚霞", file=PHOTO), FakeReply())
    photographed = QuotedMessage(78, "朝霞", PHOTO, 1, by_bot=False)
    await commands.submit(said("", quoted=photographed), FakeReply())
    found = [await posts.get(1), await posts.get(2)]
    assert [(post.text, post.draft.pictures) for post in found] == [
        ("晚霞", (Picture("photo-9"),)),
        ("朝霞", (Picture("photo-9"),)),
    ]


def photos(count: int) -> tuple[FileRef, ...]:
    return tuple(
        replace(PHOTO, file_id=f"photo-{number}", message_id=500 + number)
        for number in range(count)
    )


async def test_an_album_is_one_post_with_its_pictures_in_order(commands, posts):
    reply = FakeReply()
    request = replace(said("晚霞", file=photos(1)[0], album="7", chat_id=GROUP), message_id=500)
    await commands.submit(replace(request, files=photos(3)), reply)
    assert "相册" not in reply.text
    whole = tuple(Picture(f"photo-{number}", message_id=500 + number) for number in range(3))
    assert (await posts.get(1)).draft.pictures == whole
    edited = replace(request, text="晚霞三张")
    await commands.revise(edited, FakeReply())
    post = await posts.get(1)
    assert (post.text, post.draft.pictures) == ("晚霞三张", whole)


async def test_a_picture_that_is_swapped_within_an_album_is_checked_again(commands, posts):
    commands = replace(commands, per_hour=0)
    request = replace(said("晚霞", file=PHOTO, album="7", chat_id=GROUP), message_id=500)
    await commands.submit(replace(request, files=photos(3)), FakeReply())
    reply = FakeReply()
    for file_id in ("swapped", "again"):
        other = replace(request, text="", message_id=501, file=replace(PHOTO, file_id=file_id))
        await commands.revise(other, reply)
    await commands.revise(replace(request, file=replace(PHOTO, file_id="first")), reply)
    post = await posts.get(1)
    assert [picture.file_id for picture in post.draft.pictures] == ["first", "again", "photo-2"]
    assert (post.text, post.version, post.state) == ("晚霞", 4, "queued")
    assert ["重新检查" in text for text in reply.texts] == [True]
    unchanged = replace(request, message_id=502, file=replace(PHOTO, file_id="photo-2"))
    video = replace(request, message_id=503, file=FileRef("video-1", "", 9, "other"))
    for edited in (unchanged, video):
        await commands.revise(edited, reply)
    assert (await posts.get(1)).version == 4


async def test_a_part_of_an_album_that_becomes_a_video_is_refused(commands, posts):
    request = replace(said("晚霞", file=PHOTO, album="7", chat_id=GROUP), message_id=500)
    await commands.submit(replace(request, files=photos(2)), FakeReply())
    video = replace(request, message_id=501, file=FileRef("video-1", "", 9, "other"))
    with pytest.raises(PostError, match="别的文件不能投"):
        await commands.revise(video, FakeReply())
    assert (await posts.get(1)).version == 1


async def test_a_late_picture_joins_its_album_as_long_as_nobody_has_decided(commands, posts):
    request = replace(said("晚霞", file=PHOTO, album="7", chat_id=GROUP), files=photos(2))
    await commands.submit(request, FakeReply())
    late = said(file=PHOTO, album="7", chat_id=GROUP)
    for _attempt in range(2):
        reply = FakeReply()
        assert await commands.take_late_picture(late, reply)
        assert "补进投稿 #1" in reply.text
    post = await posts.get(1)
    assert [picture.file_id for picture in post.draft.pictures] == ["photo-0", "photo-1", "photo-9"]
    for other in (
        replace(late, album="8"),
        said(file=PHOTO, album="7", chat_id=GROUP, sender_id=2),
    ):
        assert not await commands.take_late_picture(other, FakeReply())
    await commands.decisions.withdraw(1, author_id=1, version=post.version)
    told = FakeReply()
    assert await commands.take_late_picture(late, told)
    assert "来晚了：投稿 #1 现在是“已撤回”" in told.text


async def test_a_reply_to_any_picture_of_an_album_posts_all_of_it_with_its_caption(commands, posts):
    captioned = QuotedMessage(77, "海边", PHOTO, 1, by_bot=False, album="7")
    other = replace(captioned, message_id=79, text="", files=photos(2), captioned=captioned)
    await commands.submit(said("", quoted=other), FakeReply())
    post = await posts.get(1)
    assert (post.text, len(post.draft.pictures), post.draft.message_id) == ("海边", 2, 77)
    reply = FakeReply()
    await commands.submit(said("", quoted=replace(captioned, text="山上")), reply)
    assert "只看到这一张" in reply.text


async def test_other_files_of_an_album_are_left_out_and_its_author_told(commands, posts):
    reply = FakeReply()
    video = FileRef("video-1", "", 9, "other")
    await commands.submit(replace(said("海边", album="7"), files=(*photos(2), video)), reply)
    assert "有 1 个文件没有收" in reply.text
    assert len((await posts.get(1)).draft.pictures) == 2
    with pytest.raises(PostError, match="别的文件不能投"):
        await commands.submit(replace(said("视频", album="8"), files=(video, video)), reply)


async def test_an_image_sent_as_a_file_is_posted_as_a_photo_where_it_can_be_one(posts):
    commands = AuthorCommands(posts, Decisions(posts), per_hour=0)
    reply = FakeReply()
    reply.files = {"ok": png(1200, 800), "long": png(4000, 100), "fake": b"GIF89a"}
    for number, (name, size_bytes) in enumerate(
        (("ok", 900), ("long", 900), ("fake", 900), ("huge", 11_000_000)), start=1
    ):
        file = FileRef(name, f"{name}.png", size_bytes)
        await commands.submit(said(f"图 {name}", file=file), reply)
        kind: PictureKind = "image_file" if name == "ok" else "document"
        assert (await posts.get(number)).draft.pictures == (Picture(name, kind, f"{name}.png"),)
    assert ["作为文件发布" in text for text in reply.texts] == [False, True, True, True]


def png(width: int, height: int) -> bytes:
    """The beginning of a PNG."""
    sides = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + sides


async def test_formatting_is_kept_without_the_order_before_it(commands, posts):
    written = StyledText(
        "/post 😀 加粗和链接",
        (Span("bold", 0, 10), Span("text_link", 12, 2, url="https://t.cn/x")),
    )
    await commands.submit(replace(said("😀 加粗和链接"), written=written), FakeReply())
    assert (await posts.get(1)).draft.spans == (
        Span("bold", 0, 4),
        Span("text_link", 6, 2, url="https://t.cn/x"),
    )
