"""成语接龙 (idiom chain): /idiom with its subcommands, the turn timer, custom idioms, look-up."""
