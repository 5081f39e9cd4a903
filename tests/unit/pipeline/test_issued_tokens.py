"""Access tokens of an identity provider: accepted and refused as they should be, on every protocol, and explained by name."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import orjson
import pytest
from click.testing import CliRunner
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import update

from gateway.access.issuers import FLAWS, Issued, Issuers, IssuersError
from gateway.admin.install import register_protocols
from gateway.cli import main
from gateway.pipeline.checks import ISSUED
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Issuer, Settings, SettingsError, load
from gateway.store.changes import Change, ChangeKind
from gateway.store.tables.users import user
from gateway.wire.call import Token
from gateway.wire.exchange import Fault, HttpResponse
from gateway.wire.protocol import clients_of
from tests.unit.app_fixtures import KEY, client, set_config, started, statement

CLIENTS = {name: each for protocol in protocols() for name, each in clients_of(protocol).items() if name != "ajax"}
SIGNING = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"}, private=True)
CURVE = ECKey.generate_key("P-256", {"kid": "three", "use": "sig"}, private=True)
FUNCTION = "core_webservice_get_site_info"
NOW = int(time.time())
CLAIMS: dict[str, Any] = {
    "iss": "https://login.test",
    "aud": ["https://ws.test", "another"],
    "sub": "student",
    "iat": NOW - 5,
    "exp": NOW + 86400,
    "scope": "openid everything",
}


def public(*keys: RSAKey | ECKey) -> bytes:
    return orjson.dumps({"keys": [key.as_dict(private=False) for key in keys]})


def signed(head: dict[str, Any] | None = None, key: Any = SIGNING, **changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    header = {"typ": "at+jwt", "alg": "RS256", "kid": "one", **(head or {})}
    return jwt.encode({name: value for name, value in header.items() if value is not None}, claims, key, algorithms=[header["alg"]])


def coded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def unsigned() -> str:
    return f"{coded(orjson.dumps({'typ': 'at+jwt', 'alg': 'none', 'kid': 'one'}))}.{coded(orjson.dumps(CLAIMS))}."


def confused() -> str:
    """A token whose secret is the public key: who takes the algorithm from the token takes it for good."""
    content = f"{coded(orjson.dumps({'typ': 'at+jwt', 'alg': 'HS256', 'kid': 'one'}))}.{coded(orjson.dumps(CLAIMS))}"
    return f"{content}.{coded(hmac.digest(SIGNING.as_pem(private=False), content.encode(), 'sha256'))}"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    file.write_bytes(public(SIGNING, CURVE))
    return file


@pytest.fixture
def trusting(recorded_settings: Settings, keys: Path) -> Settings:
    chosen = Issuer(issuer="https://login.test", audience="https://ws.test", keys=str(keys), scopes=("nothing=none", "everything=all"))
    return msgspec.structs.replace(recorded_settings, issuers={"campus": chosen})


@pytest.fixture
async def gateway(trusting: Settings, registry: Registry) -> AsyncIterator[Gateway]:
    async with started(trusting, registry) as running:
        names = [protocol.name for protocol in protocols() if protocol.switched]
        await running.store.write(register_protocols, names)
        set_config(running, webserviceprotocols=",".join(names))
        yield running


async def by(web: httpx2.AsyncClient, gateway: Gateway, name: str, token: str) -> tuple[int, Any, Any]:
    info = gateway.registry.resolve(FUNCTION).info
    sent = CLIENTS[name].request(info, {}, Token(token))
    answer = await web.request(sent.method, sent.path, headers=sent.headers, content=sent.body)
    return (
        answer.status_code,
        answer.headers,
        CLIENTS[name].read(HttpResponse(answer.status_code, dict(answer.headers), answer.content), info),
    )


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_token_of_the_provider_is_taken_on_every_protocol(gateway: Gateway, name: str) -> None:
    async with client(gateway) as web:
        for token in (signed(), signed({"alg": "ES256", "kid": "three"}, CURVE)):
            _, headers, value = await by(web, gateway, name, token)
            assert value["username"] == "student"
            assert "token-expires" in headers
            assert (await by(web, gateway, name, token))[2] == value  # from the cache


REFUSED: dict[str, tuple[Callable[[], str], str]] = {
    "no object": (lambda: "eyJ.eyJ.x", "token readable"),
    "a critical extension": (lambda: signed({"crit": ["b64"], "b64": True}), "token readable"),
    "another issuer": (lambda: signed(iss="https://evil.test"), "token issuer"),
    "no algorithm": (unsigned, "token algorithm"),
    "key confusion": (confused, "token algorithm"),
    "an algorithm that is not allowed": (lambda: signed({"alg": "RS512"}), "token algorithm"),
    "an unknown key": (lambda: signed({"kid": "two"}, OTHER), "token key"),
    "no name of a key": (lambda: signed({"kid": None}), "token key"),
    "the key of another": (lambda: signed(key=OTHER), "token signature"),
    "a key of another kind": (lambda: signed({"kid": "three"}), "token signature"),
    "an id token": (lambda: signed({"typ": "JWT"}), "token type"),
    "another audience": (lambda: signed(aud="another"), "token audience"),
    "no audience": (lambda: signed(aud=None), "token audience"),
    "not yet": (lambda: signed(nbf=NOW + 86400), "token begun"),
    "made tomorrow": (lambda: signed(iat=NOW + 86400), "token begun"),
    "expired": (lambda: signed(exp=NOW - 60), "token current"),
    "without an end": (lambda: signed(exp=None), "token current"),
    "with an end that is none": (lambda: signed(exp=1e300), "token current"),
    "nobody": (lambda: signed(sub=None), "token claim"),
    "a scope of nothing": (lambda: signed(scope="openid"), "token scope"),
    "somebody without an account": (lambda: signed(sub="stranger"), "token account"),
    "a service that is not there": (lambda: signed(scope="nothing"), "token service"),
}


def test_every_flaw_has_a_check_and_a_case() -> None:
    assert tuple(check.name for check in ISSUED) == FLAWS
    assert {flaw for _, flaw in REFUSED.values()} == set(FLAWS)


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_not_to_be_trusted_is_refused_on_every_protocol(gateway: Gateway, case: str) -> None:
    make, flaw = REFUSED[case]
    token = make()
    check = next(each for each in ISSUED if each.name == flaw)
    async with client(gateway) as web:
        for name in CLIENTS:
            status, headers, fault = await by(web, gateway, name, token)
            assert isinstance(fault, Fault), name
            assert fault.errorcode in ("invalidtoken", None), name
            if name in ("api", "mcp"):
                assert status == 401
                assert headers["www-authenticate"] == (
                    'Bearer resource_metadata="http://127.0.0.1:8080/.well-known/oauth-protected-resource"'
                )
        told = (await by(web, gateway, "api", token))[2]
    assert told.message == check.refusal(None).message  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [{"exp": -10}, {"nbf": 20}, {"aud": "https://ws.test"}, {"scope": None, "scp": ["everything"]}])
async def test_clocks_may_differ_a_little_and_claims_have_more_than_one_form(gateway: Gateway, changes: dict[str, Any]) -> None:
    async with client(gateway) as web:
        now = int(time.time())
        moved: dict[str, Any] = {name: now + value if isinstance(value, int) else value for name, value in changes.items()}
        assert (await by(web, gateway, "rest", signed(**moved)))[2]["username"] == "student"


async def test_renewed_keys_are_read_in_the_background(gateway: Gateway, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gateway.issuers is not None
    token = signed({"kid": "two"}, OTHER)
    async with client(gateway) as web:
        assert isinstance((await by(web, gateway, "rest", token))[2], Fault)
        assert not gateway.issuers.wanted.is_set()  # keys were read moments ago
        monkeypatch.setattr("gateway.access.issuers._SOONEST", -1.0)
        keys.write_bytes(public(OTHER))  # noqa: ASYNC240
        await by(web, gateway, "rest", token)
        assert gateway.issuers.wanted.is_set()
        await gateway.issuers.renew()
        assert (await by(web, gateway, "rest", token))[2]["username"] == "student"
        keys.write_bytes(b"no keys")  # noqa: ASYNC240
        await gateway.issuers.renew()  # the keys that were there stay
        assert (await by(web, gateway, "rest", signed({"kid": None}, OTHER)))[2]["username"] == "student"


async def test_who_is_suspended_is_refused_though_the_provider_trusts_them(gateway: Gateway) -> None:
    async with client(gateway) as web:
        token = signed()
        assert (await by(web, gateway, "rest", token))[2]["username"] == "student"
        statement(gateway, update(user).where(user.c.username == "student").values(suspended=1))
        gateway._apply([Change(ChangeKind.USER, "")])
        assert (await by(web, gateway, "rest", token))[2].errorcode == "wsaccessusersuspended"


async def test_clients_are_led_to_the_provider(gateway: Gateway) -> None:
    async with client(gateway) as web:
        told = (await web.get("/.well-known/oauth-protected-resource/mcp")).json()
    assert (told["resource"], told["authorization_servers"]) == ("http://127.0.0.1:8080/mcp", ["https://login.test"])
    assert told["scopes_supported"] == ["nothing", "everything"]


def test_the_command_says_which_check_refuses(trusting: Settings, keys: Path, tmp_path: Path) -> None:
    settings = tmp_path / "gateway.toml"
    settings.write_text(
        f'[database]\nurl = "{trusting.database.url}"\n[secrets]\nkey = "{KEY}"\n[components]\nload = {list(trusting.components.load)}\n'
        '[issuers.campus]\nissuer = "https://login.test"\naudience = "https://ws.test"\n'
        f'keys = "{keys}"\nservice = "all"\n'
    )

    def explained(token: str) -> str:
        return CliRunner().invoke(main, ["--config", str(settings), "explain", token, FUNCTION]).output

    assert "The call would be let in." in explained(signed())
    assert "The call would be refused: token audience." in explained(signed(aud="another"))
    assert "The call would be refused: token account." in explained(signed(sub="stranger"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"algorithms": ("HS256",)}, "HS256 is no algorithm with a public key"),
        ({"scopes": ("read",)}, "read is no scope=service"),
        ({"keys": "http://keys.test/jwks"}, "keys are fetched over https"),
    ],
)
def test_settings_that_would_trust_too_much_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(IssuersError, match=said):
        Issuers({"campus": Issuer(**{"issuer": "a", "audience": "b", "keys": "c", **changes})})


def test_an_issuer_needs_a_name_an_audience_and_keys(tmp_path: Path) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text('[issuers.campus]\nissuer = "a"\nkeys = "b"\n')
    with pytest.raises(SettingsError, match=r"issuers\.campus\.audience: expected a text"):
        load(file, {})
    file.write_text('[issuers.campus]\nissuer = "a"\naudience = "b"\nkeys = "c"\nfield = "email"\n')
    assert load(file, {}).issuers["campus"].field == "email"


async def test_accounts_are_found_by_other_claims(gateway: Gateway, keys: Path) -> None:
    trusted = Issuers(
        {"c": Issuer(issuer="https://login.test", audience="another", keys=str(keys), claim="mail", field="email", service="all")}
    )
    await trusted.renew()
    found = trusted.read(signed(mail="x@example.com", scope=None), NOW)
    assert found == Issued(field="email", value="x@example.com", service="all", ends=NOW + 86430)
