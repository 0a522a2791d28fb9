"""What stands behind make: environment, embedded servers and processes, from the standard library alone."""
