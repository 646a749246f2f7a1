"""Which command free text asks for: a sure rule decides, else the router, else the classifier."""

from bot.commands.intent import Intent, recognise
from bot.metrics.counters import stage
from bot.models.usage import Caller
from bot.ports.llm import Router


async def decide(text: str, router: Router, caller: Caller) -> Intent:
    """What the text asks for; the router is asked only where no rule is sure."""
    intent = recognise(text)
    if intent.is_sure:
        return intent
    with stage("router"):
        routed = await router.route(text, caller)
    return Intent(routed, is_sure=False) if routed else intent
