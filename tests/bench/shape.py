"""What is in both stores that are compared: how many issues, whose, and under which names."""

ISSUES = 10_000
HOME_ROWS = 25  # on the floor all of them owned; in the real store ten that nobody owns
MINE = 15
LINKS = 15  # customers who look
OWNERS = 8  # people who tap and report
AT_HOME = 99  # the floor’s number for the person who looks at home
WORDS = "The lift to the car park is stuck and a family is waiting"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def ref(number: int) -> str:
    """A reference that reads like a real one, and is longer than new ones will be."""
    letters = ""
    for _ in range(6):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters


def token(number: int) -> str:
    return f"{number:04d}-for-a-customer-who-only-looks-at-it"
