"""The only code that names two features: crossings by intention, and reactions of the system."""
