"""Whether the messages of a table use only the values that they are given."""

import re

_VALUE = re.compile(r"%\((\w+)\)s", re.ASCII)


def values_of(message: str) -> set[str]:
    return set(_VALUE.findall(message))
