from bot.idioms import PlayedIdioms, shipped_dictionary


def test_adding_idioms_counts_like_starting_with_them():
    words = [i.word for i in shipped_dictionary().index("char").by_key["一"]][:50]
    index = shipped_dictionary().index("notone", common=True)
    grown = PlayedIdioms()
    assert grown.left(index, "yi") > 0
    for word in [*words, *words]:
        grown.add(word)
    assert grown.left(index, "yi") == PlayedIdioms(words).left(index, "yi")


def test_within_the_block_the_last_words_are_not_played():
    used = PlayedIdioms(["一心一意", "意气风发"])
    index = shipped_dictionary().index("char")
    left = used.left(index, "意")
    with used.without(["意气风发"]) as earlier:
        assert earlier.left(index, "意") == left + 1
        assert "意气风发" not in earlier
    assert used.left(index, "意") == left
