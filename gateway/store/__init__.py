"""The database: tables, transactions, the feed of changes and the caches it keeps right."""
