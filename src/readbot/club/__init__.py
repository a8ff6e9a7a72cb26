"""The words and rules of a reading group: records and pure decisions. Imports text only."""
