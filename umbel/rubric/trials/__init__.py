"""Other rules tried on the same facts: prepared once, asked again and again, and each answer kept with its digest."""
