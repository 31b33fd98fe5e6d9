"""明强小区: a believable community to try the hub with and to load it with. Everything comes from a fixed seed."""
