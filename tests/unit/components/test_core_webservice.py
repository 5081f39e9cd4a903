"""core_webservice_get_site_info (``docs/contract/server.md 9.1``)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.services import external_services_functions
from gateway.store.tables.users import user, user_preferences, user_private_key
from gateway.wire.call import DEFAULT_SETTINGS, CallSettings, Password, Token
from tests.unit.app_fixtures import call, named_token, set_config, statement, value


async def info(gateway: Gateway, by: Any = "student", service: str = "small", settings: CallSettings = DEFAULT_SETTINGS) -> dict[str, Any]:
    found = await call(gateway, "core_webservice_get_site_info", by=by, service=service, settings=settings)
    return dict(value(found))


async def test_what_a_caller_is_told(gateway: Gateway) -> None:
    told = await info(gateway)
    key = told.pop("userprivateaccesskey")
    assert len(key) == 32
    assert told.pop("functions") == [
        {"name": name, "version": "2024100706"}
        for name in ("core_course_get_courses", "core_group_create_groups", "core_user_get_users_by_field", "core_webservice_get_site_info")
    ]
    assert [feature["name"] for feature in told.pop("advancedfeatures")] == [
        "usecomments", "usetags", "enablenotes", "messaging", "enableblogs", "enablecompletion", "enablebadges", "messagingallusers",
        "enablecustomreports", "enableglobalsearch", "mnet_dispatcher_mode", "enablecompetencies",
    ]  # fmt: skip
    assert told == {
        "sitename": "Oracle Site",
        "username": "student",
        "firstname": "Sam",
        "lastname": "Student",
        "fullname": "Sam Student",
        "lang": "en",
        "userid": 4,
        "siteurl": "http://127.0.0.1:8080",
        "userpictureurl": "http://127.0.0.1:8080/theme/image.php/boost/core/1/u/f1",
        "downloadfiles": 0,
        "uploadfiles": 0,
        "release": "4.5.6 (Build: 20250811)",
        "version": "2024100706",
        "mobilecssurl": "",
        "usercanmanageownfiles": True,
        "userquota": 104857600,
        "usermaxuploadfilesize": 2097152,
        "userhomepage": 1,
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": False,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    }


async def test_administrators_have_no_bounds(gateway: Gateway) -> None:
    told = await info(gateway, by="admin", service="all")
    assert (told["userissiteadmin"], told["userquota"], told["usermaxuploadfilesize"]) == (True, 0, -1)
    assert (told["downloadfiles"], told["uploadfiles"]) == (1, 1)


async def test_functions_have_the_version_of_their_component_and_dangling_ones_vanish(gateway: Gateway) -> None:
    def change(work: Any) -> None:
        links = external_services_functions
        for name in ("tool_mobile_get_public_config", "local_probe_order", "local_trial_plain", "core_no_longer_there"):
            work.db.execute(insert(links).values(externalserviceid=3, functionname=name))
        note(work.db, ChangeKind.SITE)

    gateway.store.run_here(change, write=True)
    versions = {function["name"]: function["version"] for function in (await info(gateway))["functions"]}
    assert versions["tool_mobile_get_public_config"] == "2024100700"
    assert versions["local_probe_order"] == "2025010100"
    assert versions["local_trial_plain"] == "2024100706"
    assert "core_no_longer_there" not in versions


async def test_without_a_token_nothing_is_told_of_a_service(gateway: Gateway) -> None:
    told = await info(gateway, by=Password("admin", "Admin.1234"))
    assert told["functions"] == []
    assert not {"downloadfiles", "uploadfiles", "release", "version"} & set(told)
    assert told["username"] == "admin"


async def test_the_key_for_files_is_made_once_and_kept_sealed(gateway: Gateway) -> None:
    first = (await info(gateway))["userprivateaccesskey"]
    assert (await info(gateway))["userprivateaccesskey"] == first
    assert (await info(gateway, by="admin"))["userprivateaccesskey"] != first
    assert statement(gateway, select(func.count()).select_from(user_private_key).where(user_private_key.c.userid == 4)) == 1
    assert statement(gateway, select(func.count()).select_from(user_private_key).where(user_private_key.c.value == first)) == 0


@pytest.mark.parametrize("by", ["forcepw_probe", "teacher_course", "student_usercontext"])
async def test_no_context_is_entered_so_that_restrictions_do_not_matter(gateway: Gateway, by: str) -> None:
    def offer(work: Any) -> None:
        work.db.execute(insert(external_services_functions).values(externalserviceid=7, functionname="core_webservice_get_site_info"))
        note(work.db, ChangeKind.SITE)

    gateway.store.run_here(offer, write=True)
    assert (await info(gateway, by=Token(named_token(by))))["userid"] > 0


@pytest.mark.parametrize(
    ("choice", "preference", "told"),
    [
        ("0", None, {"userhomepage": 0}),
        ("3", None, {"userhomepage": 3}),
        ("2", None, {"userhomepage": 1}),
        ("2", "3", {"userhomepage": 3}),
        ("/local/page.php", None, {"userhomepage": 4, "userhomepageurl": "http://127.0.0.1:8080/local/page.php"}),
    ],
)
async def test_the_first_page(gateway: Gateway, choice: str, preference: str | None, told: dict[str, object]) -> None:
    set_config(gateway, defaulthomepage=choice)
    if preference:
        statement(gateway, insert(user_preferences).values(userid=4, name="user_home_page_preference", value=preference))
    found = await info(gateway)
    assert {name: found[name] for name in ("userhomepage", "userhomepageurl") if name in found} == told


@pytest.mark.parametrize(("own", "chosen", "lang"), [("en", "", "en"), ("xx", "", ""), ("", "", "en"), ("xx", "en", "en")])
async def test_the_language(gateway: Gateway, own: str, chosen: str, lang: str) -> None:
    statement(gateway, update(user).where(user.c.id == 4).values(lang=own))
    assert (await info(gateway, settings=CallSettings(lang=chosen)))["lang"] == lang


@pytest.mark.parametrize(("most", "bytes_"), [("0", 2097152), ("1000", 1000), ("99999999", 2097152)])
async def test_the_smaller_limit_of_an_upload_counts(gateway: Gateway, most: str, bytes_: int) -> None:
    set_config(gateway, maxbytes=most)
    assert (await info(gateway))["usermaxuploadfilesize"] == bytes_


async def test_a_huge_quota_is_kept_within_an_integer(gateway: Gateway) -> None:
    set_config(gateway, userquota="99999999999999999999")
    assert (await info(gateway))["userquota"] == 2**63 - 1


async def test_features_that_are_switched_off(gateway: Gateway) -> None:
    set_config(gateway, usetags="0", mnet_dispatcher_mode="strict", core_competency__enabled="0")
    features = {feature["name"]: feature["value"] for feature in (await info(gateway))["advancedfeatures"]}
    assert (features["usetags"], features["usecomments"], features["mnet_dispatcher_mode"], features["enablecompetencies"]) == (0, 1, 1, 0)
