"""The checks on a call: their order, their names, and what each refuses with (``docs/contract/server.md 2.5, 2.6``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from gateway.access.callers import PERMANENT, Authorisation, Caller, TokenRow
from gateway.access.contexts import SYSTEM, Context, Level
from gateway.access.permissions import Permission
from gateway.access.sessions import StoredSession
from gateway.access.site import Service, SiteData
from gateway.describe import Struct
from gateway.errors import AccessRefused, CodedError
from gateway.pipeline.access_request import AccessRequest, Check, first_refusal
from gateway.pipeline.checks import ACCOUNT, PASSWORD, SERVICE, TOKEN, admit, candidates, offered
from gateway.pipeline.page_checks import SESSION, admit_from_page, signed_in
from gateway.wire.call import FunctionInfo, FunctionType, Peer
from tests.unit.campus import ADMIN, ANN, CLOSED, GUEST, NOW, OPEN, USER_ROLE, make_account, make_service, make_site

HERE = "10.1.2.3"
REST = "webservice/rest:use"
GUARD = "t/a:read"
# A course, to which a token may be restricted.
COURSE = Context(4, Level.COURSE, 2, (1, 4))

ALL = (*TOKEN, *PASSWORD, *ACCOUNT, *SERVICE)


def fine_site(*services: Service, allowed: tuple[str, ...] = (REST,), at: int = SYSTEM.id, **config: str) -> SiteData:
    """A site in which everybody is allowed some capabilities."""
    settings = {name.replace("__", "/"): text for name, text in config.items()}
    site = make_site(services={service.id: service for service in services}, config=settings)
    known = dict.fromkeys((REST, "moodle/site:maintenanceaccess", GUARD), site.capabilities[GUARD])
    return msgspec.structs.replace(site, capabilities=known, permissions={(USER_ROLE, at): dict.fromkeys(allowed, Permission.ALLOW)})


def fine_token(**changes: Any) -> TokenRow:
    facts = {"id": 1, "type": PERMANENT, "userid": ANN, "serviceid": OPEN, "contextid": 1, "sid": None, "iprestriction": None}
    return TokenRow(**{**facts, "validuntil": 0, "lastaccess": 0, **changes})


def fine_caller(**changes: Any) -> Caller:
    return Caller(**{"token": fine_token(), "account": make_account(), "context": SYSTEM, "authorisations": {}, **changes})


def old_password() -> Caller:
    """A caller whose password is a day older than thirty."""
    return fine_caller(account=make_account(password_changed=NOW - 31 * 24 * 3600))


def fine(**changes: Any) -> AccessRequest:
    """A request that passes every check."""
    service = make_service()
    facts: dict[str, Any] = {
        "site": fine_site(service),
        "caller": fine_caller(),
        "protocol": "rest",
        "peer": Peer(HERE),
        "now": NOW,
        "username": "ann",
        "password": "Secret.1",
        "password_matches": True,
        "function": "campus_ping",
        "service": service,
    }
    return AccessRequest(**{**facts, **changes})


def by_token(**changes: Any) -> AccessRequest:
    return fine(caller=fine_caller(token=fine_token(**changes)))


def as_person(**changes: Any) -> AccessRequest:
    return fine(caller=fine_caller(account=make_account(**changes)))


def in_service(authorisation: Authorisation | None = None, **changes: Any) -> AccessRequest:
    service = make_service(**changes)
    return fine(service=service, caller=fine_caller(authorisations={} if authorisation is None else {service.id: authorisation}))


def test_an_attempt_in_good_order_passes_everything() -> None:
    assert first_refusal(ALL, fine()) is None


def test_names_are_unique_and_every_check_has_a_repair() -> None:
    names = [check.name for check in ALL]
    assert len(set(names)) == len(names)
    assert all(check.repair for check in ALL)


def test_the_order_is_that_of_the_contract() -> None:
    assert [check.name for check in TOKEN] == [
        "token known",
        "token not expired",
        "token session",
        "token address",
        "token context",
        "account known",
    ]
    assert [check.name for check in PASSWORD] == [
        "password calls enabled",
        "user name given",
        "password given",
        "account not locked out",
        "password right",
    ]
    assert [check.name for check in ACCOUNT] == [
        "no maintenance",
        "account not deleted",
        "account confirmed",
        "account not suspended",
        "password not expired",
        "account may log in",
        "protocol capability",
    ]
    assert [check.name for check in SERVICE] == [
        "service enabled",
        "function in service",
        "service open for writing",
        "user authorised",
        "authorised address",
        "service capability",
    ]


# For each check: a request that fails it, the public code, the component of its text, and the reason in the audit.
REFUSED: dict[str, tuple[Callable[[], AccessRequest], str, str, str | None]] = {
    "token known": (lambda: fine(caller=None), "invalidtoken", "webservice", "invalid_token"),
    "token not expired": (lambda: by_token(validuntil=NOW - 1), "accessexception", "webservice", None),
    "token session": (lambda: by_token(sid="a key"), "accessexception", "webservice", None),
    "token address": (lambda: by_token(iprestriction="192.168"), "accessexception", "webservice", "ip_restricted"),
    "token context": (lambda: fine(caller=fine_caller(context=None)), "invalidrecord", "error", None),
    "account known": (lambda: fine(caller=fine_caller(account=None)), "invaliduser", "error", None),
    "password calls enabled": (lambda: fine(site=fine_site(auth="email")), "accessexception", "webservice", None),
    "user name given": (lambda: fine(username=""), "missingusername", "webservice", None),
    "password given": (lambda: fine(password=""), "missingpassword", "webservice", None),
    "account not locked out": (lambda: fine(locked_out=True), "wrongusernamepassword", "webservice", "password"),
    "password right": (lambda: fine(password_matches=False), "wrongusernamepassword", "webservice", "password"),
    "no maintenance": (lambda: fine(site=fine_site(maintenance_enabled="1")), "sitemaintenance", "admin", None),
    "account not deleted": (lambda: as_person(deleted=True), "wsaccessuserdeleted", "webservice", "user_deleted"),
    "account confirmed": (lambda: as_person(confirmed=False), "wsaccessuserunconfirmed", "webservice", "user_unconfirmed"),
    "account not suspended": (lambda: as_person(suspended=True), "wsaccessusersuspended", "webservice", "user_unconfirmed"),
    "password not expired": (
        lambda: fine(site=fine_site(auth_manual__expiration="1", auth_manual__expirationtime="30"), caller=old_password()),
        "wsaccessuserexpired",
        "webservice",
        "password_expired",
    ),
    "account may log in": (lambda: as_person(auth="nologin"), "wsaccessusernologin", "webservice", "login"),
    "protocol capability": (lambda: fine(protocol="soap"), "accessexception", "webservice", None),
    "service enabled": (lambda: in_service(enabled=False), "accessexception", "webservice", None),
    "function in service": (lambda: fine(function="campus_other"), "accessexception", "webservice", None),
    "service open for writing": (
        lambda: fine(
            site=fine_site(triglot__readonlyprotocols="rest"),
            service=make_service(functions=frozenset({"core_group_create_groups"})),
            function="core_group_create_groups",
        ),
        "accessexception",
        "webservice",
        None,
    ),
    "user authorised": (lambda: in_service(restrictedusers=True), "accessexception", "webservice", None),
    "authorised address": (
        lambda: in_service(Authorisation("192.168", 0), restrictedusers=True),
        "accessexception",
        "webservice",
        None,
    ),
    "service capability": (lambda: in_service(requiredcapability=GUARD), "accessexception", "webservice", None),
}


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.name)
def test_each_check_refuses_with_its_code_and_reason(check: Check) -> None:
    make, errorcode, component, reason = REFUSED[check.name]
    request = make()
    group = next(group for group in (TOKEN, PASSWORD, ACCOUNT, SERVICE) if check in group)
    assert first_refusal(group, request) is check
    error = check.refusal(request)
    assert (error.errorcode, error.component, check.reason) == (errorcode, component, reason)
    if isinstance(error, AccessRefused):
        assert error.debug == check.name


def test_of_several_failures_the_first_is_told() -> None:
    request = fine(site=fine_site(maintenance_enabled="1"), caller=fine_caller(account=make_account(deleted=True, suspended=True)))
    refusal = first_refusal(ACCOUNT, request)
    assert refusal is not None
    assert refusal.name == "no maintenance"


def test_only_tokens_that_no_longer_hold_are_forgotten() -> None:
    assert [check.name for check in ALL if check.forgets_token] == ["token not expired", "token session"]


@pytest.mark.parametrize(
    ("session", "passes"),
    [
        (None, False),
        (StoredSession(key="a key", userid=ANN, timecreated=1, timemodified=NOW - 28_800), True),
        (StoredSession(key="a key", userid=ANN, timecreated=1, timemodified=NOW - 28_801), False),
        (StoredSession(key="a key", userid=GUEST, timecreated=1, timemodified=1), True),
    ],
    ids=["gone", "last second", "timed out", "of a guest"],
)
def test_a_token_holds_as_long_as_the_session_it_is_bound_to(session: StoredSession | None, passes: bool) -> None:
    refusal = first_refusal(TOKEN, fine(caller=fine_caller(token=fine_token(sid="a key"), session=session)))
    assert (refusal.name if refusal else None) == (None if passes else "token session")


@pytest.mark.parametrize(
    ("method", "by", "refused"), [("manual", "token", True), ("webservice", "token", False), ("webservice", "password", True)]
)
def test_with_a_password_the_method_of_such_calls_says_how_old_it_may_be(method: str, by: str, refused: bool) -> None:
    settings: dict[str, Any] = {f"auth_{method}__expiration": "1", f"auth_{method}__expirationtime": "30"}
    site = fine_site(**settings)
    caller = old_password()
    request = fine(site=site, caller=caller if by == "token" else msgspec.structs.replace(caller, token=None))
    assert (first_refusal(ACCOUNT, request) is not None) is refused


@pytest.mark.parametrize(
    "passing",
    [
        by_token(validuntil=NOW),
        by_token(iprestriction=""),
        by_token(iprestriction="10.1"),
        fine(username="Ann"),
        in_service(Authorisation(None, 0), restrictedusers=True),
        in_service(Authorisation("", NOW), restrictedusers=True),
        in_service(Authorisation("10.1", NOW + 1), restrictedusers=True),
        # What the row of an authorisation says counts only where the service asks for authorisations.
        in_service(Authorisation("192.168", NOW - 1)),
    ],
    ids=["last second", "empty restriction", "right address", "any name", "authorised", "its last second", "authorised here", "open"],
)
def test_what_just_passes(passing: AccessRequest) -> None:
    assert first_refusal(ALL, passing) is None


@pytest.mark.parametrize(("username", "password", "name"), [("0", "p", "user name given"), ("u", "0", "password given")])
def test_a_zero_counts_as_empty(username: str, password: str, name: str) -> None:
    refusal = first_refusal(PASSWORD, fine(username=username, password=password))
    assert refusal is not None
    assert refusal.name == name


def test_an_expired_authorisation_refuses() -> None:
    refusal = first_refusal(SERVICE, in_service(Authorisation(None, NOW - 1), restrictedusers=True))
    assert refusal is not None
    assert refusal.name == "user authorised"


def test_maintenance_lets_those_in_who_may_work_then() -> None:
    site = fine_site(allowed=(REST, "moodle/site:maintenanceaccess"), maintenance_enabled="1")
    assert first_refusal(ACCOUNT, fine(site=site)) is None
    admin = fine_caller(account=make_account(ADMIN))
    assert first_refusal(ACCOUNT, fine(site=fine_site(maintenance_enabled="1"), caller=admin)) is None


def test_capabilities_of_protocol_and_service_are_asked_in_the_context_of_the_token() -> None:
    guarded = make_service(requiredcapability=GUARD)
    site = fine_site(guarded, allowed=(REST, GUARD), at=COURSE.id)
    inside = fine(site=site, service=guarded, caller=fine_caller(context=COURSE))
    assert first_refusal((*ACCOUNT, *SERVICE), inside) is None
    refusal = first_refusal(ACCOUNT, msgspec.structs.replace(inside, caller=fine_caller()))
    assert refusal is not None
    assert refusal.name == "protocol capability"


def test_a_token_may_be_admitted_by_its_own_service_alone() -> None:
    own, other = make_service(OPEN, functions=frozenset()), make_service(CLOSED)
    request = fine(site=fine_site(own, other))
    assert list(candidates(request)) == [own]
    with pytest.raises(AccessRefused) as caught:
        admit(request)
    assert caught.value.debug == "function in service"


def test_a_token_of_a_service_that_is_gone_is_refused() -> None:
    with pytest.raises(AccessRefused) as caught:
        admit(fine(site=fine_site()))
    assert caught.value.debug == "no service"


def test_with_a_password_the_first_service_that_admits_counts() -> None:
    off, right, second = make_service(1, enabled=False), make_service(2), make_service(3)
    request = fine(site=fine_site(off, right, second), caller=fine_caller(token=None))
    assert admit(request) is right
    with pytest.raises(AccessRefused):
        admit(msgspec.structs.replace(request, function="campus_other"))


def test_functions_are_offered_of_all_services_that_would_admit() -> None:
    services = (
        make_service(1, functions=frozenset({"campus_a", "campus_b"})),
        make_service(2, functions=frozenset({"campus_b", "campus_c"})),
        make_service(3, functions=frozenset({"campus_d"}), enabled=False),
        make_service(4, functions=frozenset({"campus_e"}), restrictedusers=True),
        make_service(5, functions=frozenset({"campus_f"}), requiredcapability=GUARD),
    )
    request = fine(site=fine_site(*services), caller=fine_caller(token=None), function="")
    assert offered(request) == {"campus_a", "campus_b", "campus_c"}
    assert offered(msgspec.structs.replace(request, caller=fine_caller())) == {"campus_a", "campus_b"}


# Browser sessions.


def from_page(*, ajax: bool = True, loginrequired: bool = True, **changes: Any) -> AccessRequest:
    """A request from a page whose session holds."""
    session = StoredSession(key="1", userid=ANN, timecreated=NOW, timemodified=NOW)
    facts = {"caller": fine_caller(token=None, session=session), "protocol": "ajax", "sesskey": "k", "sesskey_matches": True, **changes}
    info = FunctionInfo(
        name="campus_ping",
        component="campus",
        type=FunctionType.READ,
        text="",
        params=Struct({}),
        returns=None,
        ajax=ajax,
        loginrequired=loginrequired,
    )
    return fine(info=info, **facts)


def caller_from_page(session: StoredSession | None = None, **changes: Any) -> Caller:
    return fine_caller(token=None, session=session or StoredSession(key="1", userid=ANN, timecreated=NOW, timemodified=NOW), **changes)


OVER = StoredSession(key="1", userid=ANN, timecreated=NOW, timemodified=NOW - 28_801)
# For each check of a session, in their order: what makes a request fail it, and the code.
FROM_PAGES: dict[str, tuple[dict[str, Any], str]] = {
    "callable from pages": ({"ajax": False}, "servicenotavailable"),
    "session alive": ({"caller": caller_from_page(OVER)}, "servicerequireslogin"),
    "account not deleted": ({"caller": caller_from_page(account=make_account(deleted=True))}, "servicerequireslogin"),
    "account not suspended": ({"caller": caller_from_page(account=make_account(suspended=True))}, "servicerequireslogin"),
    "account may log in": ({"caller": caller_from_page(account=make_account(auth="nologin"))}, "servicerequireslogin"),
    "session key given": ({"sesskey": None}, "missingparam"),
    "session key right": ({"sesskey_matches": False}, "invalidsesskey"),
}


def test_a_page_with_a_session_that_holds_is_let_in() -> None:
    assert admit_from_page(from_page(), info_of(from_page())).account is not None
    assert [check.name for check in SESSION] == [*FROM_PAGES]
    assert all(check.repair for check in SESSION)


def info_of(request: AccessRequest) -> FunctionInfo:
    assert request.info is not None
    return request.info


@pytest.mark.parametrize("name", FROM_PAGES)
def test_each_check_of_a_session_refuses_with_its_code(name: str) -> None:
    changes, code = FROM_PAGES[name]
    request = from_page(**changes)
    with pytest.raises(CodedError) as caught:
        admit_from_page(request, info_of(request))
    assert (caught.value.errorcode, caught.value.debug) == (code, name)


@pytest.mark.parametrize("name", [name for name in FROM_PAGES if name != "callable from pages"])
def test_what_needs_no_login_needs_neither_session_nor_key(name: str) -> None:
    request = from_page(loginrequired=False, **FROM_PAGES[name][0])
    admitted = admit_from_page(request, info_of(request))
    assert (admitted.account is not None) is name.startswith("session key")


@pytest.mark.parametrize("caller", [None, fine_caller(token=None), caller_from_page(account=None)])
def test_without_session_or_account_nobody_is_signed_in(caller: Caller | None) -> None:
    assert not signed_in(from_page(caller=caller))


def test_without_a_caller_there_is_neither_account_nor_token_and_nothing_is_held() -> None:
    request = fine(caller=None)
    assert (request.account, request.token, request.authorisation, request.context) == (None, None, None, SYSTEM)
    assert not request.holds(REST, SYSTEM)
