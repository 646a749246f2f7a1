"""Chat models and the chains over them; the only importer of langchain and dashscope."""
