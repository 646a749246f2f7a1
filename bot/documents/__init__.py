"""Text of documents: from bytes by `extract.py`, from a file of a platform or a link by `loader.py`.

Nothing is imported here: the process that reads a file imports this package, too, and asyncio alone would
take it longer than most files.
"""
