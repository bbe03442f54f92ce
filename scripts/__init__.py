"""Scripts for those who work on assess; nothing here is shipped."""
