"""SQLite: reviews.db (the log and the memories that fold from it) and catalogue.db (the banks as last read)."""
