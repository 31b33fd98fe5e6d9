"""What holds for repairs whatever the database or the browser: stages, places, promises. Pure."""
