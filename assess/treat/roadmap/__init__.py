"""When what is done, what it costs and saves by month, and what happens when the client plans otherwise."""
