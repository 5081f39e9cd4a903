"""Logging in and signing up: who may."""
