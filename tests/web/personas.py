"""Who gets what for a call, persona by persona: the statuses that come again and again."""

PERSONAS = ("owner", "colleague", "lead", "admin", "stranger", "nobody")
Statuses = tuple[int, int, int, int, int, int]


def everybody(status: int) -> Statuses:
    return (status,) * 6


def signed_in(status: int, nobody: int = 401) -> Statuses:
    return (status,) * 5 + (nobody,)


def here(status: int, nobody: int = 401) -> Statuses:
    """Everybody at the issue's site."""
    return (status,) * 4 + (404, nobody)


def owner(status: int, nobody: int = 401) -> Statuses:
    """The owner; the others at the site learn why not."""
    return (status, 409, 409, 409, 404, nobody)


def mine(status: int, nobody: int = 401) -> Statuses:
    """Something of the owner's own, that exists for nobody else."""
    return (status, 404, 404, 404, 404, nobody)


def helper(status: int, nobody: int = 401) -> Statuses:
    """The colleague who was asked; the others at the site learn why not."""
    return (409, status, 409, 409, 404, nobody)


def both(status: int, nobody: int = 401) -> Statuses:
    """The owner, and the colleague who was asked."""
    return (status, status, 409, 409, 404, nobody)


def stand_ins(status: int, nobody: int = 401) -> Statuses:
    """The owner, whom nothing reaches, and leads who act for them."""
    return (status, 409, status, status, 404, nobody)


def leads(status: int, nobody: int = 401) -> Statuses:
    return (404, 404, status, status, 404, nobody)


def admins(status: int, nobody: int = 401) -> Statuses:
    return (404, 404, 404, status, 404, nobody)
