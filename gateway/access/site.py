"""The site snapshot: the small data that nearly every call needs, immutable, replaced as a whole.

It holds what components declare, settings, services and their functions, capabilities, roles and their permissions, profile
fields, and locked contexts. A change of any of them loads a new snapshot; a running call keeps the one it began with.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from sqlalchemy import Connection, select

from gateway import clock
from gateway.access import config as site_config
from gateway.access import contexts, roles
from gateway.access.config import Config
from gateway.access.contexts import Level
from gateway.access.permissions import CapabilityRow
from gateway.access.roles import Role
from gateway.registry.registry import Registry
from gateway.store.tables.access import capabilities, context, role_capabilities
from gateway.store.tables.courses import course
from gateway.store.tables.services import external_services, external_services_functions
from gateway.store.tables.users import user_info_category, user_info_field

__all__ = ["ProfileField", "Service", "SiteData", "load"]

# The installed plugins: those of the reference's standard distribution that parameter types know by name.
_AUTH_PLUGINS = frozenset({"cas", "db", "email", "ldap", "lti", "manual", "mnet", "nologin", "none", "oauth2", "shibboleth", "webservice"})
_THEMES = frozenset({"boost", "classic"})
_LANGUAGES = frozenset({"en"})

# The id of the course that stands for the front page.
SITE_COURSE = 1


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service: its functions, and who may use it (``docs/contract/server.md 2.11``)."""

    id: int
    name: str
    shortname: str | None
    enabled: bool
    requiredcapability: str | None
    restrictedusers: bool
    component: str | None
    downloadfiles: bool
    uploadfiles: bool
    functions: frozenset[str]


class ProfileField(msgspec.Struct, frozen=True):
    """A custom profile field of the site; ``visible`` says who may see it.

    ``defaultdata`` is the value for users who have none; what the parameters mean depends on ``datatype``.
    """

    id: int
    shortname: str
    name: str
    datatype: str
    visible: int
    defaultdata: str | None = ""
    param1: str | None = ""
    param3: str | None = ""
    param4: str | None = ""
    param5: str | None = ""


class SiteData(msgspec.Struct, frozen=True, kw_only=True):
    """The site snapshot; it also implements ``Site`` for parameter types."""

    wwwroot: str
    registry: Registry
    config: Config
    services: Mapping[int, Service]
    capabilities: Mapping[str, CapabilityRow]
    permissions: Mapping[tuple[int, int], Mapping[str, int]]
    admins: frozenset[int]
    guest_id: int
    user_role: int
    guest_role: int
    nobody_role: int
    frontpage_role: int
    frontpage_context: int
    extended_usernames: bool
    protocols: frozenset[str]
    required_fields: tuple[int, ...]
    roles: Mapping[int, Role]
    locked: frozenset[int]
    profile_fields: tuple[ProfileField, ...] = ()
    name: str = ""
    decimal_separator: str = "."
    # Computed: the contexts with permissions, and those that decide on capabilities (with permissions or locks).
    permitting: frozenset[int] = frozenset()
    notable: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Compute what follows from the other members."""
        permitting = frozenset(contextid for _, contextid in self.permissions)
        msgspec.structs.force_setattr(self, "permitting", permitting)
        msgspec.structs.force_setattr(self, "notable", permitting | self.locked | {self.frontpage_context})

    def now(self) -> int:
        """The time, in seconds since 1970."""
        return clock.seconds()

    def setting(self, name: str) -> str | None:
        """The value of a setting; None if it is not set and has no default."""
        return self.config.get(name)

    def has_capability(self, name: str) -> bool:
        """Whether a capability of that name is registered."""
        return name in self.capabilities

    def has_language(self, code: str) -> bool:
        """Whether the language pack is installed."""
        return code in _LANGUAGES

    def has_theme(self, name: str) -> bool:
        """Whether the theme is installed."""
        return name in _THEMES

    def has_auth(self, name: str) -> bool:
        """Whether the authentication plugin is installed."""
        return name in _AUTH_PLUGINS

    def auth_enabled(self, name: str) -> bool:
        """Whether people may log in with the authentication plugin; ``manual`` and ``nologin`` always are on."""
        return name in ("manual", "nologin") or name in self.config.names("auth")


def load(db: Connection, wwwroot: str, registry: Registry) -> SiteData:
    """The snapshot as the database has it now, with what the components of ``registry`` declare."""
    config = site_config.load(db, registry.defaults)
    front = db.execute(
        select(context.c.id, course.c.fullname)
        .select_from(context.join(course, course.c.id == context.c.instanceid))
        .where(context.c.contextlevel == Level.COURSE, course.c.id == SITE_COURSE)
    ).first()
    enabled = config.names("webserviceprotocols") if config.flag("enablewebservices") else ()
    return SiteData(
        wwwroot=wwwroot,
        registry=registry,
        config=config,
        services=MappingProxyType(_services(db)),
        capabilities=MappingProxyType({row.name: CapabilityRow(*row) for row in db.execute(_CAPABILITIES)}),
        permissions=MappingProxyType(_permissions(db)),
        admins=frozenset(int(item) for item in config.names("siteadmins") if item.isdecimal()),
        guest_id=config.number("siteguest"),
        user_role=config.number("defaultuserroleid"),
        guest_role=config.number("guestroleid"),
        nobody_role=config.number("notloggedinroleid"),
        frontpage_role=config.number("defaultfrontpageroleid"),
        frontpage_context=front.id if front else 0,
        extended_usernames=config.flag("extendedusernamechars"),
        protocols=frozenset(enabled),
        required_fields=tuple(db.execute(_REQUIRED_FIELDS).scalars()),
        profile_fields=tuple(ProfileField(*row) for row in db.execute(_PROFILE_FIELDS)),
        roles=MappingProxyType(roles.load(db)),
        locked=contexts.locked(db) if config.flag("contextlocking") else frozenset(),
        name=front.fullname if front else "",
    )


_CAPABILITIES = select(
    capabilities.c.name, capabilities.c.captype, capabilities.c.contextlevel, capabilities.c.component, capabilities.c.riskbitmask
)
_REQUIRED_FIELDS = select(user_info_field.c.id).where(
    user_info_field.c.required == 1, user_info_field.c.locked == 0, user_info_field.c.visible > 0
)
_PROFILE_FIELDS = (
    select(*(user_info_field.c[name] for name in ProfileField.__struct_fields__))
    .select_from(user_info_field.join(user_info_category, user_info_category.c.id == user_info_field.c.categoryid))
    .order_by(user_info_category.c.sortorder, user_info_field.c.sortorder)
)


def _services(db: Connection) -> dict[int, Service]:
    """All services with the names of their functions."""
    functions: dict[int, set[str]] = {}
    for row in db.execute(select(external_services_functions.c.externalserviceid, external_services_functions.c.functionname)):
        functions.setdefault(row.externalserviceid, set()).add(row.functionname)
    return {
        row.id: Service(
            id=row.id,
            name=row.name,
            shortname=row.shortname,
            enabled=bool(row.enabled),
            requiredcapability=row.requiredcapability or None,
            restrictedusers=bool(row.restrictedusers),
            component=row.component,
            downloadfiles=bool(row.downloadfiles),
            uploadfiles=bool(row.uploadfiles),
            functions=frozenset(functions.get(row.id, ())),
        )
        for row in db.execute(select(external_services))
    }


def _permissions(db: Connection) -> dict[tuple[int, int], dict[str, int]]:
    """The permissions of each role in each context, by role id and context id."""
    given: dict[tuple[int, int], dict[str, int]] = {}
    columns = (role_capabilities.c.roleid, role_capabilities.c.contextid, role_capabilities.c.capability, role_capabilities.c.permission)
    for row in db.execute(select(*columns)):
        given.setdefault((row.roleid, row.contextid), {})[row.capability] = row.permission
    return given
