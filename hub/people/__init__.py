"""The compound and its people: register, accounts, roles, sign-in."""
