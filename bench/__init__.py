"""Measures the product against the bare floor: the same data, the same server, no framework."""
