"""The age of digital consent by country."""

from __future__ import annotations

from gateway.api import CodedError, SiteData
from gateway.api.php import to_int

__all__ = ["consent_ages", "is_minor", "verification_enabled"]

# The ages if the site's setting is empty, in the format of the setting; * stands for every other country.
_AGES = (
    "*, 16\nAT, 14\nBE, 14\nBG, 14\nCY, 14\nCZ, 15\nDE, 16\nDK, 15\nES, 14\nFI, 13\nGB, 13\nGR, 15\nIT, 14\nLT, 14\nPT, 13\nSE, 13\nUS, 13"
)


def verification_enabled(site: SiteData) -> bool:
    """Whether users are asked their age when they sign up."""
    return site.config.flag("agedigitalconsentverification")


def consent_ages(site: SiteData) -> dict[str, int]:
    """The age of consent by country; the entry ``*`` is for all others."""
    lines = (site.config.get("agedigitalconsentmap") or _AGES).splitlines()
    pairs = (line.split(",") for line in lines if line.count(",") == 1)
    return {country.strip(): to_int(age.strip()) for country, age in pairs}


def is_minor(site: SiteData, age: int, country: str) -> bool:
    """Whether a user of that age needs the consent of a parent. Raises ``CodedError`` where the site does not verify ages."""
    if not verification_enabled(site):
        raise CodedError("nopermissions", message="This site does not ask people their age.")
    ages = consent_ages(site)
    return age < ages.get(country, ages.get("*", 0))
