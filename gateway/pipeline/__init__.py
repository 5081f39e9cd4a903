"""The pipeline of calls: running, checking, limiting and reporting them, and explaining why they are refused."""
