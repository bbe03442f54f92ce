"""How a workshop holds up when everybody votes at once."""
