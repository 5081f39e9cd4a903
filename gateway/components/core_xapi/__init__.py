"""The states in which people have left contents that report by xAPI."""
