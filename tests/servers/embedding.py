"""What the servers answer as the embedding of a text: near to that of a text with the same meaning.

Words of one line of `MEANINGS` mean the same, so that a test can tell embeddings from words.
"""

import zlib

MEANINGS = ("猫 喵星人 cat", "天气 下雨 台风", "考试 期末 测验", "吃 火锅 红烧肉")


def embedded(text: str, dimension: int) -> list[float]:
    """A vector with a one for each meaning of the text, and a little for the text itself."""
    vector = [0.0] * dimension
    for place, words in enumerate(MEANINGS):
        vector[place] = float(any(word in text for word in words.split()))
    vector[len(MEANINGS) + zlib.crc32(text.encode()) % (dimension - len(MEANINGS))] += 0.1
    return vector
