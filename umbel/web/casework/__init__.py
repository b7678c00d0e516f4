"""Cases: the file that both sides read, and a form for each step."""
