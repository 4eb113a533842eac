"""Prompt files (strict YAML), read by assistant/prompts.py only."""
