"""The external functions about files, by what they are about."""
