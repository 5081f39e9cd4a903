"""How the reference treats numbers, texts, markup and UTF-8."""
