"""Mozilla's metric-hub: TOML with data sources."""
