"""From the draft to the number: drafting, co-signing, handing in, review."""
