"""The external functions of mod_quiz, a module for each subject."""
