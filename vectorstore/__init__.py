"""Articles, passages and how to find them. Knows no language model."""
