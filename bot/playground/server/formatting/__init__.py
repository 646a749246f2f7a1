"""Formatted text: entities, and the markups HTML and MarkdownV2 that are parsed into them."""
