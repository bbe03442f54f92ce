"""How trustworthy the statistics of the questionnaire are, measured; and how well it keeps people hidden."""
