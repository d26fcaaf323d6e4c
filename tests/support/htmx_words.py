"""Words of htmx 2 that htmx 4 no longer knows, and ways to run code that are never wanted."""

HTMX_2_WORDS = (
    r"\bhx-disabled-elt\b",
    r"\bhx-(?:dis)?inherit\b",
    r"\bhx-(?:ext|params|prompt|request|history|sse|ws|vars)\b(?!-)",
    r"\bhtmx:[a-z]+[A-Z]\w*",  # events are written with colons now
    r"\bHX-Trigger-Name\b",
    r"\bhx-on[:-]",
    r"""=["']\s*js(?:on)?:""",
)
