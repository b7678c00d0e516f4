"""The rubric: a pack's measures, indicators and grades as one columnar query, with explanations."""
