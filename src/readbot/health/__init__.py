"""Whether readbot is well: counted, and told over HTTP to a supervisor or to Prometheus."""
