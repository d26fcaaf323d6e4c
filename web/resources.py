"""Where the files are that are no code: templates, catalogues, and what pages load.

In a clone they are beside `web`; in a wheel, which `make dist` builds, within it.
"""

from pathlib import Path

_HERE = Path(__file__).parent
_FOLDER = _HERE / "shipped" if (_HERE / "shipped").is_dir() else _HERE.parent
TEMPLATES = _FOLDER / "templates"
BUILT = _FOLDER / "static" / "built"
CATALOGUES = _FOLDER / "languages"
