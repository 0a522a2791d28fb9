"""Key suggestions, their leaders, and pressing."""
