"""Pages about what is due and what was done: reporting, findings, more time, and what comes by spreadsheet."""
