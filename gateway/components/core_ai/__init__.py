"""Artificial intelligence: the policy that people agree to before they use it."""
