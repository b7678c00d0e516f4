"""What is to be divided: concepts, cells of like organizations, sizes, and the bound that no design can beat."""
