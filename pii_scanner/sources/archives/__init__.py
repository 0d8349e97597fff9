"""Archives and compressed files: what is inside, and how one member is brought out."""
