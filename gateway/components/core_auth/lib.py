"""The age from which people may agree for themselves, by country (digital consent)."""

from __future__ import annotations

from gateway.api import CodedError, SiteData
from gateway.api.php import to_int

__all__ = ["consent_ages", "is_minor", "verification_enabled"]

# The ages where the site names none of its own; * stands for every other country. The form is that of the setting.
_AGES = (
    "*, 16\nAT, 14\nBE, 14\nBG, 14\nCY, 14\nCZ, 15\nDE, 16\nDK, 15\nES, 14\nFI, 13\nGB, 13\nGR, 15\nIT, 14\nLT, 14\nPT, 13\nSE, 13\nUS, 13"
)


def verification_enabled(site: SiteData) -> bool:
    """Whether people are asked their age when they sign up."""
    return site.config.flag("agedigitalconsentverification")


def consent_ages(site: SiteData) -> dict[str, int]:
    """The age of consent by country; the entry ``*`` is for all others."""
    lines = (site.config.get("agedigitalconsentmap") or _AGES).splitlines()
    pairs = (line.split(",") for line in lines if line.count(",") == 1)
    return {country.strip(): to_int(age.strip()) for country, age in pairs}


def is_minor(site: SiteData, age: int, country: str) -> bool:
    """Whether somebody of that age needs somebody else's consent. Raises ``CodedError`` where nobody is asked their age."""
    if not verification_enabled(site):
        raise CodedError("nopermissions", message="This site does not ask people their age.")
    ages = consent_ages(site)
    return age < ages.get(country, ages.get("*", 0))
