"""The block of activities that somebody has opened lately."""
