"""Lets `python -m web.cli` do what `ownit` does, with the running Python."""

import sys

from web.cli import main

if __name__ == "__main__":
    sys.exit(main())
