"""Load against the gateway and its peers, side by side in one run; no part of what is installed."""
