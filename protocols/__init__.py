"""The protocols that Triglot speaks, each a plug-in found through the entry points ``gateway.protocols``."""
