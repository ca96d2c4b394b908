"""What a user can set, and config.toml."""
