"""The completion of activities and courses."""
