"""Two check-ups on two pages: what got better, what is new, what the plan has brought."""
