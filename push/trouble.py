"""Tells a database that is busy or away from a statement that it will never take."""

from sqlalchemy.exc import InterfaceError, OperationalError

# Worth another try: no connection, a lock that was waited for too long, a deadlock.
AWAY = (OperationalError, InterfaceError)
