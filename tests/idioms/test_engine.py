from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.idioms import shipped_dictionary
from bot.idioms.engine import HINT_COSTS, GameEngine, Step, take_hint
from bot.models.chat import Person
from bot.models.game import Game, Move
from bot.models.game_rules import MODES, Level, Mode

ANN, BOB = Person(1, "Ann"), Person(2, "Bob")


def engine_with(seed: int = 1) -> GameEngine:
    return GameEngine(shipped_dictionary(), Random(seed))


def perform(
    engine: GameEngine, action: str, game: Game, person: Person, word: str, update_id: int
) -> Step:
    match action:
        case "play":
            return engine.play(game, person, word, update_id)
        case "skip":
            return engine.skip(game, person, update_id)
        case "hint":
            return take_hint(game, person, update_id)
        case _:
            return engine.time_up(game, update_id)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(MODES),
    st.sampled_from([0, 1, 2]),
    st.lists(
        st.tuples(
            st.sampled_from(["play", "skip", "hint", "time up"]), st.sampled_from([ANN, BOB])
        ),
        max_size=25,
    ),
)
def test_whatever_happens_the_chain_links_without_repetition_and_nobody_falls_below_zero(
    seed: int, mode: Mode, level: Level, actions: list[tuple[str, Person]]
):
    engine = engine_with(seed)
    game = engine.start(1, mode, level)
    for update_id, (action, person) in enumerate(actions, 2):
        before, word = game, engine.solution(game)
        if word is None:
            return
        assert engine.judge(word, game).kind == "valid"
        step = perform(engine, action, game, person, word, update_id)
        game = step.game
        words = [move.word for move in game.chain]
        assert len(set(words)) == len(words)
        assert engine.played.of(game).words == set(words)
        assert all(score.points >= 0 for score in game.scores.values())
        assert sum(points for _, points in step.gains.values()) == step.points
        for move in game.chain[len(before.chain) :][:1]:
            assert engine.judge(move.word, before).kind == "valid"


def test_every_fifth_turn_in_a_row_scores_a_bonus_until_another_player_interrupts():
    engine = engine_with()
    game = engine.start(1, "notone", 0)

    def play(person: Person, update_id: int) -> Step:
        return engine.play(game, person, engine.solution(game) or "", update_id)

    gained = []
    for update_id in range(2, 12):
        step = play(ANN, update_id)
        gained.append(step.points)
        game = step.game
    assert gained == [1, 1, 1, 1, 3, 1, 1, 1, 1, 3]
    game = play(BOB, 12).game
    assert (game.scores[ANN.id].streak, game.scores[ANN.id].longest_streak) == (0, 10)


def test_four_hints_lead_to_one_idiom_and_a_fifth_changes_nothing():
    engine = engine_with()
    game = engine.play(Game(1), ANN, "画蛇添足", 2).game
    solutions, costs = set(), []
    for update_id in (3, 4, 5, 6):
        solutions.add(engine.solution(game))
        step = take_hint(game, BOB, update_id)
        costs.append(step.points)
        game = step.game
    assert len(solutions) == 1
    assert costs == [0, 0, 0, 0]  # Bob has no points to pay with
    assert game.hints == len(HINT_COSTS)
    assert take_hint(game, ANN, 7).game is game


def test_leaving_the_bot_without_an_answer_wins_the_game():
    step = engine_with().play(Game(1, "exact", chain=(Move("表里如一"),)), ANN, "一模一样", 2)
    assert (step.bot_move, step.points, step.bonus) == (None, 6, 5)
