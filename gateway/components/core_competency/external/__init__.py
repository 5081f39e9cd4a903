"""The external functions of core_competency."""
