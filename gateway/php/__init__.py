"""Conversions of numbers, texts, markup and UTF-8 as the reference, which is written in PHP, makes them."""
