"""/stats: what waits and was decided, and what models were used for today."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands.post.review import ReviewCommands
from bot.models.chat import Language, Request
from bot.models.usage import CommandUse, Price
from bot.ports.chat import Reply
from bot.ports.usage import CommandUses
from bot.texts import health as texts


@dataclass(frozen=True, slots=True)
class StatsCommand:
    """Shows both.

    Args:
        review: counts posts, and says who may see it.
        uses: of models, today.
        prices: of models; those without cost nothing.
    """

    review: ReviewCommands
    uses: CommandUses
    prices: Mapping[str, Price]

    async def stats(self, request: Request, reply: Reply) -> None:
        """`/stats`."""
        posts = await self.review.counted(request)
        await reply.send(f"{posts}\n\n{self._use(await self.uses.uses(), request.language)}")

    def _use(self, uses: Mapping[tuple[str, str], CommandUse], language: Language) -> str:
        if not uses:
            return texts.NO_USE.to(language)
        commands = dict[str, _Sum]()
        for (command, model), use in uses.items():
            cost = self.prices[model].of(use.read, use.written) if model in self.prices else 0.0
            commands.setdefault(command, _Sum()).add(use, cost)
        total = _Sum()
        lines = [texts.USE_TODAY.to(language)]
        for command, row in sorted(commands.items(), key=lambda item: -item[1].tokens):
            total.add(CommandUse(row.calls, row.read, row.written), row.cost)
            name = texts.COMMANDS.get(command, texts.COMMANDS["other"])
            lines.append(
                texts.USE_LINE.to(
                    language,
                    command=name.to(language),
                    calls=f"{row.calls:,}",
                    read=f"{row.read:,}",
                    written=f"{row.written:,}",
                    cost=_cost(row, language),
                )
            )
        calls, tokens = f"{total.calls:,}", f"{total.tokens:,}"
        in_all = texts.USE_TOTAL.to(
            language, calls=calls, tokens=tokens, cost=_cost(total, language)
        )
        lines.append(in_all)
        return "\n".join(lines)


@dataclass(slots=True)
class _Sum:
    calls: int = 0
    read: int = 0
    written: int = 0
    cost: float = 0.0

    @property
    def tokens(self) -> int:
        return self.read + self.written

    def add(self, use: CommandUse, cost: float) -> None:
        self.calls += use.calls
        self.read += use.read
        self.written += use.written
        self.cost += cost


def _cost(row: _Sum, language: Language) -> str:
    """Empty where no price is configured."""
    if not row.cost:
        return ""
    if row.cost < 0.01:
        return texts.COST_LITTLE.to(language)
    return texts.COST.to(language, cost=f"{row.cost:.2f}")
