"""How long a test waits for what comes within moments. Reached only where something is broken, so
it costs nothing, and it is long enough for a machine that does ten other things."""

LIMIT = 90.0  # seconds
