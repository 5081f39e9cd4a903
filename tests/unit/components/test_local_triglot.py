"""A token that renews itself."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from gateway.server.host import Gateway
from gateway.store.tables.services import external_services_functions, external_tokens
from gateway.wire.call import Call, Outcome, Password, Token
from tests.unit.app_fixtures import errorcode, statement, token, value
from tests.unit.components.site import permit

ROTATE, INFO, DAY = "local_triglot_rotate_token", "core_webservice_get_site_info", 24 * 3600
MADE = 1_900_000_000


async def made(gateway: Gateway, credential: Token | Password, function: str = INFO, **arguments: int) -> Outcome:
    """Call a function."""
    given: dict[str | int, object] = dict(arguments.items())
    return await gateway.run(Call(protocol="rest", function=function, arguments=given, credential=credential))


def allowed(gateway: Gateway, permission: int = 1) -> Token:
    """Put the function into a service, and let everybody make tokens, or nobody; the token of a student for that service."""
    serviceid = next(service.id for service in gateway.site.services.values() if service.shortname == "all")
    statement(gateway, insert(external_services_functions).values(externalserviceid=serviceid, functionname=ROTATE))
    permit(gateway, "moodle/webservice:createtoken", permission, roleid=7)
    return Token(token("student"))


def newest(gateway: Gateway) -> int:
    """When the newest token was made."""
    cols = external_tokens.c
    return int(statement(gateway, select(cols.timecreated).order_by(cols.id.desc()).limit(1)))


async def test_a_token_renews_itself_and_holds_for_a_while(gateway: Gateway) -> None:
    old = allowed(gateway)
    told = value(await made(gateway, old, ROTATE, overlap=3))
    new = Token(told["token"])
    assert value(await made(gateway, new))["username"] == "student"
    assert value(await made(gateway, old))["username"] == "student"
    assert (told["validuntil"], told["oldvaliduntil"]) == (0, newest(gateway) + 3 * DAY)
    again = value(await made(gateway, new, ROTATE, overlap=0))
    assert errorcode(await made(gateway, new)) == "invalidtoken"
    assert value(await made(gateway, Token(again["token"])))["username"] == "student"


async def test_it_lasts_as_long_as_the_old_one_was_made_for(gateway: Gateway) -> None:
    old = allowed(gateway)
    statement(gateway, update(external_tokens).values(timecreated=MADE, validuntil=MADE + DAY))
    told = value(await made(gateway, old, ROTATE))
    assert told["validuntil"] == newest(gateway) + DAY


async def test_who_may_make_no_tokens_renews_none(gateway: Gateway) -> None:
    assert errorcode(await made(gateway, allowed(gateway, -1), ROTATE)) == "nopermissions"


async def test_what_cannot_be_renewed(gateway: Gateway) -> None:
    old = allowed(gateway)
    for overlap in (-1, 91):
        assert errorcode(await made(gateway, old, ROTATE, overlap=overlap)) == "invalidparameter"
    assert errorcode(await made(gateway, Password("student", "Passw0rd!"), ROTATE)) in {"invalidtoken", "accessexception"}
