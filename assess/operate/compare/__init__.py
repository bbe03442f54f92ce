"""Two check-ups beside each other: what is solved, what is new, what only has another name."""
