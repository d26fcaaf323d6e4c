"""What push knows each thing as: opaque there, a kind and a row’s number here."""


def subject_of(issue_id: int) -> str:
    """What push knows this issue as."""
    return f"issue:{issue_id}"


def subject_of_step(step_id: int) -> str:
    return f"step:{step_id}"


def subject_of_change(change_id: int) -> str:
    return f"change:{change_id}"


def subject_of_shift(person_id: int) -> str:
    return f"shift:{person_id}"


def subject_of_handoffs(issue_id: int) -> str:
    """The walk of an issue, as its owner's phone shows it: one notification, always the newest."""
    return f"walk:{issue_id}"


def subject_of_hours(person_id: int) -> str:
    """The beginning of somebody's next shift, by their weekly hours."""
    return f"hours:{person_id}"


def subject_of_deferred(person_id: int) -> str:
    """What has waited for somebody's shift, told in one."""
    return f"deferred:{person_id}"


def subject_of_phone(subscription_id: int) -> str:
    """Whether a phone still rings."""
    return f"phone:{subscription_id}"
