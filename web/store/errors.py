"""The one failure that a look into the database can mean to a person."""


class NotThere(Exception):
    """It does not exist, or it is not this person's to see: the same answer for both."""
