"""The external functions with which pages edit courses."""
