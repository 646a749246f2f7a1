"""Cached counts of played idioms are always those of the game they are asked for."""

from random import Random

import pytest

from bot.idioms import PlayedIdioms, shipped_dictionary
from bot.idioms.engine import GameEngine, take_hint
from bot.models.chat import Person
from bot.models.custom_idiom import CustomIdiom
from bot.models.game import Game, Move

ANN = Person(1, "Ann")


@pytest.fixture
def engine() -> GameEngine:
    return GameEngine(shipped_dictionary(), Random(5))


def words_of(game: Game) -> set[str]:
    return {move.word for move in game.chain}


def game_at(turn: int) -> Game:
    return Game(turn, chain=(Move("画蛇添足"),), turn=turn)


def test_every_turn_of_a_long_game_knows_all_its_idioms(engine: GameEngine):
    game = engine.start(1, "adaptive", 1)
    index = shipped_dictionary().index("char")
    for update_id in range(2, 100):
        game = engine.skip(game, ANN, update_id).game
        used = engine.played.of(game)
        assert used.words == words_of(game)
        char = game.chain[-1].word[-1]
        assert used.left(index, char) == PlayedIdioms(used.words).left(index, char)


def test_the_slower_player_is_judged_by_the_game_as_it_was_found(engine: GameEngine):
    game = game_at(1)
    first = engine.play(game, ANN, "足智多谋", 2).game
    assert engine.played.of(game).words == {"画蛇添足"}
    slower = engine.play(game, ANN, "足不出户", 3).game
    assert engine.played.of(slower).words == words_of(slower)
    assert engine.played.of(first).words == words_of(first)


def test_two_replicas_answers_to_the_same_update_are_two_games(engine: GameEngine):
    ours = engine.play(game_at(1), ANN, "足智多谋", 2).game
    other = next(word for word in ("谋事在人", "谋财害命") if word != ours.last)
    theirs = Game(2, chain=(*ours.chain[:2], Move(other)), turn=2)
    assert engine.played.of(theirs).words == words_of(theirs)


def test_a_hint_leaves_the_idioms_as_they_were(engine: GameEngine):
    game = engine.play(game_at(1), ANN, "足智多谋", 2).game
    before = engine.played.of(game)
    assert engine.played.of(take_hint(game, ANN, 3).game) is before


def test_only_the_last_games_are_kept(engine: GameEngine):
    first = game_at(1)
    kept = engine.played.of(first)
    for turn in range(2, 400):
        engine.played.of(game_at(turn))
    assert engine.played.of(first) is not kept


def test_another_dictionary_counts_from_scratch(engine: GameEngine):
    game = Game(1, "adaptive", chain=(Move("蛛丝马迹"),), turn=1)
    assert engine.prompt(game).by_sound
    custom = CustomIdiom("迹部景吾", "ji4 bu4 jing3 wu2", "小明", bot_plays=True)
    engine.use(engine.dictionary.with_custom_idioms([custom]))
    assert not engine.prompt(game).by_sound
