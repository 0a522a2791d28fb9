"""What every deed on a suggestion stands on: its frame, checks, clocks, parties, history."""
