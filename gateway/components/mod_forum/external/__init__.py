"""The external functions of mod_forum, a module for each subject."""
