"""A message that grows: the editor, the splitter, Markdown to spans. No platform."""
