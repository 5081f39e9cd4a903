"""The control face of a double, at ``/_triglot/`` of each world: what tests reset, set, look at and seed a world with."""
