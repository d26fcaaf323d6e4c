"""What a device is called to its person. Labels are kept in English: `browser on system`. Pure."""

from web.language.messages import gettext as _

A_BROWSER, UNKNOWN_SYSTEM = "A browser", "an unknown device"
_ON = " on "


def device_label(browser: str | None, system: str | None) -> str:
    """`Chrome on Android`: enough to tell one's own devices apart."""
    return f"{browser or A_BROWSER}{_ON}{system or UNKNOWN_SYSTEM}"


def device_in_words(label: str) -> str:
    browser, on, system = label.partition(_ON)
    if not on:
        return label
    if (browser, system) == (A_BROWSER, UNKNOWN_SYSTEM):
        return _("A browser on an unknown device")
    if browser == A_BROWSER:
        return _("A browser on %(system)s", system=system)
    if system == UNKNOWN_SYSTEM:
        return _("%(browser)s on an unknown device", browser=browser)
    return _("%(browser)s on %(system)s", browser=browser, system=system)
