"""The store, its audit trail and the gradebook. Opened by the records side alone."""
