"""Texts and pictures for the editor, made by artificial intelligence."""
