"""Subjects: names of things for push, opaque there; here a kind and a row’s number."""

FOLLOWER = "follower:"


def subject_of(issue_id: int) -> str:
    """The subject of an issue."""
    return f"issue:{issue_id}"


def subject_of_step(step_id: int) -> str:
    return f"step:{step_id}"


def subject_of_change(change_id: int) -> str:
    return f"change:{change_id}"


def subject_of_practice(person_id: int) -> str:
    return f"practice:{person_id}"


def subject_of_shift(person_id: int) -> str:
    return f"shift:{person_id}"


def subject_of_handoffs(issue_id: int) -> str:
    """News of an issue's handoffs for its owner: one notification, replaced by the newest."""
    return f"walk:{issue_id}"


def subject_of_cause(issue_id: int) -> str:
    """News for an issue’s owner of what it is linked to."""
    return f"cause:{issue_id}"


THANKS = "thanks:"


def subject_of_thanks(issue_id: int) -> str:
    return f"{THANKS}{issue_id}"


def subject_of_hours(person_id: int) -> str:
    """The beginning of a person's next shift by weekly hours."""
    return f"hours:{person_id}"


def subject_of_deferred(person_id: int) -> str:
    """A person's deferred nudges, delivered as one."""
    return f"deferred:{person_id}"


def subject_of_phone(subscription_id: int) -> str:
    """The test of whether a phone still rings."""
    return f"phone:{subscription_id}"


def follower(follower_id: int) -> str:
    """A customer's phone as push knows it: person, device and subject alike, and no number as those
    of colleagues are."""
    return f"{FOLLOWER}{follower_id}"
