"""What is known of DashScope's models by their names; `check` and the clients go by it."""

EMBEDDING_DIMENSIONS = 256
"""Of 1,024: a quarter of the room, for little less precision (Model Studio: text-embedding-v4)."""
_MULTIMODAL = ("qwen3.5-plus", "qwen3.6-plus", "qwen3.8-max")
"""Known to live on the multimodal path: dashscope 2.0.2, acli/providers/tongyi.py."""


def always_thinks(model: str) -> bool:
    """Does the model refuse `enable_thinking=False`?"""
    return "thinking" in model or model.startswith(("qwq", "qvq"))


def looks_multimodal(model: str) -> bool:
    """Is it probably on the path of models that see pictures?"""
    return "vl" in model or model.startswith(_MULTIMODAL)
