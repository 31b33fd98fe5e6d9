"""Questions asked of the register and of accounts."""
