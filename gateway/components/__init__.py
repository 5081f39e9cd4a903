"""The built-in components: each a package of ``external.py`` (what is offered) over ``lib.py`` (what is done)."""
