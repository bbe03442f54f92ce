"""A backup: engagements with their files and all rows of their databases, in one archive that can be checked."""
