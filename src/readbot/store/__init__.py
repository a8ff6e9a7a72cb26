"""The only room that knows SQLAlchemy: what leaves it are the frozen records of club/."""
