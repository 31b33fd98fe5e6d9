"""Pages that read many features and write none."""
