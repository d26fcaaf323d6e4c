"""Truncated JPEG files (ISO/IEC 10918-1, annex B)."""

import re

# The next marker after a scan: stuffed zeros and restart markers belong to the scan.
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def complete_segments(jpeg: bytes) -> bytes:
    """The file up to the marker segment in which it breaks off: a decoder would wait for the rest
    of it, and drop earlier scans. A scan may break off anywhere."""
    at = 2  # after SOI
    while match := _MARKER.search(jpeg, at):
        start = match.end()
        length = int.from_bytes(jpeg[start : start + 2], "big")
        if len(jpeg) < start + max(length, 2):
            return jpeg[: match.start()]
        at = start + max(length, 2)
    return jpeg
