"""The external functions of mod_assign, a module for each subject."""
