"""Declaring tables: the metadata of a component's tables, and the types of their columns."""

from __future__ import annotations

from gateway.store.columns import decimal, key, long, number, schema, sealed, text

__all__ = ["decimal", "key", "long", "number", "schema", "sealed", "text"]
