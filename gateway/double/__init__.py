"""The double: the gateway as a stand-in for a site in tests, with worlds, a clock and a source of chance that tests hold in hand."""
