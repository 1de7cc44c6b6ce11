"""The browser's own scripts, as far as they need no browser."""
