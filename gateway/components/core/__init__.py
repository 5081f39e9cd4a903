"""Texts, dates and notifications of the session: functions that belong to no other component."""
