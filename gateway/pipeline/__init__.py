"""What happens to every call: running it, checking it, limiting its rate, reporting it, explaining a refusal."""
