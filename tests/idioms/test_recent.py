"""Games whose counts are at hand are judged and continued as if they had been counted anew."""

from random import Random

from bot.idioms import Played, rules
from bot.idioms.lexicon import lexicon
from bot.idioms.recent import played
from bot.models.chat import Person
from bot.models.game import Game, Move

ANN = Person(1, "Ann")


def counted_anew(game: Game) -> set[str]:
    return {move.word for move in game.chain}


def beginning(turn: int = 1) -> Game:
    return Game(turn, chain=(Move("画蛇添足"),), turn=turn)


def test_every_turn_of_a_long_game_knows_all_its_idioms():
    game, rng = rules.start(10_001, "adaptive", 1, Random(5)), Random(5)
    group = lexicon().group("char")
    for update_id in range(10_002, 10_100):
        game = rules.skip(game, ANN, update_id, rng).game
        used = played(game)
        assert used.words == counted_anew(game)
        char = game.chain[-1].word[-1]
        assert used.left(group, char) == Played(used.words).left(group, char)


def test_whoever_was_slower_is_judged_by_the_game_as_it_was_found():
    game = beginning(20_001)
    first = rules.answer(game, ANN, "足智多谋", 20_002, Random(1)).game
    assert played(game).words == {"画蛇添足"}
    slower = rules.answer(game, ANN, "足不出户", 20_003, Random(1)).game
    assert played(slower).words == counted_anew(slower)
    assert played(first).words == counted_anew(first)


def test_another_answer_to_the_same_update_is_another_game():
    game = beginning(30_001)
    ours = rules.answer(game, ANN, "足智多谋", 30_002, Random(1)).game
    other = next(word for word in ("谋事在人", "谋财害命") if word != ours.last)
    theirs = Game(30_002, chain=(*ours.chain[:2], Move(other)), turn=30_002)
    assert played(theirs).words == counted_anew(theirs)


def test_a_hint_leaves_the_idioms_as_they_were():
    game = beginning(40_001)
    game = rules.answer(game, ANN, "足智多谋", 40_002, Random(1)).game
    before = played(game)
    assert played(rules.hint(game, ANN, 40_003).game) is before


def test_only_the_last_games_are_kept():
    first = beginning(50_001)
    kept = played(first)
    for turn in range(50_002, 50_400):
        played(beginning(turn))
    assert played(first) is not kept
