"""A run in words: its seed, what it did, and for each finding all that is known of its key."""

from collections import Counter
from collections.abc import Iterator

from tests.faults.plan import Kind
from tests.soak.run import Result


def in_short(result: Result) -> str:
    shown = Counter(str(one) for tapped in result.journal for _, one, _ in tapped.shown)
    deaths = sum(day.device.deaths for day in result.days)
    faults = Counter(
        str(carried.fault.kind)
        for day in result.days
        for carried in day.device.way.carried
        if carried.method == "POST" and carried.fault.kind is not Kind.NONE
    )
    refused = sum(row.was_refused for row in result.facts.taps)
    return (
        f"seed {result.seed}: {len(result.journal)} taps in {result.seconds:.0f} s, "
        f"shown {dict(shown)}; the server has {len(result.facts.taps)}, of them {refused} refused; "
        f"{deaths} browsers killed; {sum(faults.values())} requests broken: {dict(faults)}; "
        f"{len(result.findings)} findings"
    )


def in_full(result: Result) -> str:
    lines = [in_short(result)]
    for finding in result.findings:
        lines += ["", f"!! {finding}", *_history(result, finding.partition(":")[0])]
    mute = [note for tapped in result.journal for note in tapped.notes if "nothing for" in note]
    lines += ["", f"{len(mute)} times nothing was shown of a tap:", *mute] if mute else []
    return "\n".join(lines)


def _history(result: Result, subject: str) -> Iterator[str]:
    """Of a key, or of every key of an issue."""
    keys = [row.key for row in result.facts.taps if subject in (row.key, row.ref)]
    for key in dict.fromkeys([*keys, subject]):
        yield from _history_of_key(result, key)


def _history_of_key(result: Result, key: str) -> Iterator[str]:
    tapped = result.journal.get(key)
    if tapped is None:
        return
    yield f"   {tapped}"
    yield from (f"      {note}" for note in tapped.notes)
    for day in result.days:
        for carried in day.device.way.carried:
            if carried.key == key:
                yield f"      {day.device.name} {carried}"
        if day.device.name == tapped.device:
            yield from (f"      {note}" for note in day.notes)
    for row in result.facts.taps:
        if row.key == key:
            yield f"      {row}"
            yield from (f"      {event}" for event in result.facts.events if event.at == row.at)
