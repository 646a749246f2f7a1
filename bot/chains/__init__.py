"""Everything that speaks to a model; the only importer of langchain and dashscope."""
