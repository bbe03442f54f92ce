"""The engagement folder and the answers database: what is on disk, and nothing about what it means."""
