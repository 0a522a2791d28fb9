"""交办会: planned as a table, held in one deed, signed for unit by unit."""
