"""Files that people hand in, and letters and certificates that the program writes.

A *document* is about a subject (kind, id, label). What is handed in is checked by its content, stripped of what
images say about where and by whom they were taken, and kept outside the web root under its own hash. What is written
comes from a Typst template and plain data.
"""
