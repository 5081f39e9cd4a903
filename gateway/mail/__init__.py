"""Mails: put into an outbox by what a call writes, and sent once that is committed."""
