"""When a phone counts as one that may not ring. Pure figures."""

from datetime import timedelta

# It has shown no nudge for this long; none may have been sent, so it is asked to confirm.
SILENT_AFTER = timedelta(days=7)
# Its sign-in, or its connection to the push service, ends this soon.
WARN_BEFORE = timedelta(days=5)
