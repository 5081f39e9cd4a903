"""Seeds: files that say what a site of the double holds, in the words of who tests against it."""
