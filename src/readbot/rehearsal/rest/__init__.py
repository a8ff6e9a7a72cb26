"""Discord's REST API, v10: one file for each family of routes."""
