"""What is asked of one organization's result: why this grade, and which one with points or records put right."""
