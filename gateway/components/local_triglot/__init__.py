"""What Triglot offers beside the contract."""
