"""Pages of one's own account: signing in, devices, second factor, tokens, delegation."""
