"""One reader for each family of formats, `read(data: bytes) -> Reading`; they run in the sandbox.

The process is sealed before `read`, which can open no file then. What a library opens late is opened
by the reader's `prepare(data: bytes)`, where it has one.
"""
