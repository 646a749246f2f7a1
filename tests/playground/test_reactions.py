"""setMessageReaction: what Telegram refuses."""

import json
from typing import Any

from tests.fakes.telegram import GROUP, XIAOMING


def reaction(*emojis: str) -> str:
    return json.dumps([{"type": "emoji", "emoji": emoji} for emoji in emojis])


async def test_a_bot_reacts_with_one_of_the_listed_emojis(telegram, bot):
    said = telegram.say(XIAOMING, GROUP, "足智多谋")["message_id"]

    async def error(reaction: str, message_id: int = said) -> Any:
        return await bot.error(
            "setMessageReaction", chat_id=GROUP, message_id=message_id, reaction=reaction
        )

    ok = {"chat_id": GROUP, "message_id": said}
    await bot.ok("setMessageReaction", **ok, reaction=reaction("👌"))
    assert telegram.state.chats[GROUP].reactions[said] == ["👌"]
    assert "REACTION_INVALID" in await error(reaction("✅"))
    assert "REACTIONS_TOO_MANY" in await error(reaction("👌", "👍"))
    assert "message to react not found" in await error(reaction("👌"), 9999)
    await bot.ok("setMessageReaction", **ok, reaction="[]")
    telegram.state.chats[GROUP].forbids_reactions = True
    assert "REACTION_INVALID" in await error(reaction("👌"))
