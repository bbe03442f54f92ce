"""How far each stage goes on one machine: points measured, slopes through them, and what they say of ten million."""
