"""How `ownit backup` names its files, by their time in UTC."""

PATTERN = "ownit-%Y%m%dT%H%M%SZ.zip"
PATTERN_OF_0_2_0 = "ownit-%Y%m%dT%H%M%SZ.sqlite3"
