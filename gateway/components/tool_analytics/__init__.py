"""Models that learn from what happens on the site: of these, the places for which one can be made."""
