"""One deed, one function, one transaction. Knows neither SQLAlchemy nor Discord."""
