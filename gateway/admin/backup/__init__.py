"""Backups: a site in one file, and the way back."""

from __future__ import annotations

from gateway.admin.backup.archive import BackupError, Manifest

__all__ = ["BackupError", "Manifest"]
