"""How a team's server holds up when everybody works at once."""
