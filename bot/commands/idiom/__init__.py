"""成语接龙 (idiom chain): the commands, the rules of a turn, the dictionary look-up, custom idioms."""
