"""What happens to every call: the run, its checks, rates, the record of it, and why a call is refused."""
