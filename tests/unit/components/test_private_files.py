"""Private files and pictures of people: what a draft area becomes."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from PIL import Image

from gateway.server.host import Gateway
from gateway.wire.call import Outcome, Token
from tests.unit.app_fixtures import call, client, errorcode, registry, set_config, value
from tests.unit.college import PEOPLE, college, store_file, token

__all__ = ["college", "registry"]

DRAFT = 31337
CONTEXTS = {"student": 14, "admin": 5, "outsider": 17}


@pytest.fixture
async def web(college: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(college) as opened:
        yield opened


async def called(gateway: Gateway, name: str, by: str = "student", **arguments: Any) -> Outcome:
    given: dict[str | int, object] = {}
    for key, argument in arguments.items():
        given[key] = argument
    return await call(gateway, name, given, by=Token(token(by)))


async def draft(gateway: Gateway, content: bytes, name: str = "a.txt", by: str = "student") -> None:
    await store_file(gateway, content, (CONTEXTS[by], "user", "draft"), DRAFT, name, userid=PEOPLE[by])


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    """A picture: red, with a blue square in its middle."""
    image = Image.new("RGB", (width, height), "red")
    side = min(width, height)
    image.paste("blue", ((width - side) // 2, (height - side) // 2, (width + side) // 2, (height + side) // 2))
    result = io.BytesIO()
    image.save(result, kind, quality=95)
    return result.getvalue()


async def test_private_files_have_a_quota(college: Gateway) -> None:
    await draft(college, b"x" * 1000)
    set_config(college, userquota="1100")
    assert errorcode(await called(college, "core_user_add_user_private_files", draftid=DRAFT)) == "maxareabytes"
    set_config(college, userquota="1281")
    assert value(await called(college, "core_user_add_user_private_files", draftid=DRAFT)) is None
    assert value(await called(college, "core_user_get_private_files_info"))["filesize"] == 1281


async def test_what_is_beyond_the_quota_is_told_in_a_warning(college: Gateway) -> None:
    await draft(college, b"x" * 1000)
    set_config(college, userquota="999")
    told = value(await called(college, "core_user_update_private_files", draftitemid=DRAFT))
    assert (told["status"], told["warnings"][0]["warningcode"]) == (False, "fielderror")
    assert value(await called(college, "core_user_get_private_files_info"))["filecount"] == 3
    set_config(college, userquota="1000")
    assert value(await called(college, "core_user_update_private_files", draftitemid=DRAFT)) == {"status": True, "warnings": []}
    assert value(await called(college, "core_user_get_private_files_info"))["filesize"] == 1000


async def test_who_may_ignore_the_quota_is_told_so_and_has_none(college: Gateway) -> None:
    options = value(await called(college, "core_user_prepare_private_files_for_edition", "admin"))["areaoptions"]
    assert {"name": "maxbytes", "value": -1} in options
    set_config(college, userquota="1")
    await draft(college, b"x" * 1000, by="admin")
    assert value(await called(college, "core_user_add_user_private_files", "admin", draftid=DRAFT)) is None


@pytest.mark.parametrize(("width", "height", "kind"), [(640, 480, "PNG"), (30, 80, "GIF"), (1200, 700, "JPEG")])
async def test_a_picture_is_cut_to_squares_of_every_size(
    college: Gateway, web: httpx2.AsyncClient, width: int, height: int, kind: str
) -> None:
    await draft(college, picture(width, height, kind), "me.png", by="outsider")
    told = value(await called(college, "core_user_update_picture", "outsider", draftitemid=DRAFT))
    assert told["success"] is True
    address = told["profileimageurl"].removeprefix(college.base_address)
    assert "/pluginfile.php/17/user/icon/" in address
    for size, side in (("f1", 100), ("f2", 35), ("f3", 512)):
        answer = await web.get(address.replace("f1?", f"{size}?"))
        shown = Image.open(io.BytesIO(answer.content))
        assert (shown.format, shown.size) == ("PNG", (side, side))
        near_corner = shown.convert("RGB").getpixel((side // 10, side // 10))
        assert isinstance(near_corner, tuple)
        assert near_corner[2] > 100 + near_corner[0]  # what is beside the square is cut off


async def test_a_picture_is_removed(college: Gateway) -> None:
    removed = value(await called(college, "core_user_update_picture", draftitemid=0, delete=True))
    assert removed["success"] is True
    assert "/theme/image.php/" in removed["profileimageurl"]
    again = value(await called(college, "core_user_update_picture", draftitemid=0, delete=True))
    assert again == {"success": False, "warnings": []}


@pytest.mark.parametrize("content", [b"", b"no picture", picture(20, 20)[:60], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
async def test_what_is_no_picture_changes_nothing(college: Gateway, content: bytes) -> None:
    await draft(college, content, "me.png")
    assert value(await called(college, "core_user_update_picture", draftitemid=DRAFT)) == {"success": False, "warnings": []}


async def test_pictures_of_others_take_a_capability(college: Gateway) -> None:
    await draft(college, picture(50, 50), "me.png")
    assert errorcode(await called(college, "core_user_update_picture", draftitemid=DRAFT, userid=PEOPLE["outsider"])) == "nopermissions"
    await draft(college, picture(50, 50), "me.png", by="admin")
    told = value(await called(college, "core_user_update_picture", "admin", draftitemid=DRAFT, userid=PEOPLE["outsider"]))
    assert told["success"] is True
    set_config(college, disableuserimages="1")
    assert errorcode(await called(college, "core_user_update_picture", draftitemid=DRAFT)) == "userimagesdisabled"


async def test_an_account_is_given_a_picture_when_it_is_changed(college: Gateway) -> None:
    await draft(college, picture(50, 50), "me.png", by="admin")
    users = [{"id": PEOPLE["outsider"], "userpicture": DRAFT}]
    assert value(await called(college, "core_user_update_users", "admin", users=users)) == {"warnings": []}
    found = value(await called(college, "core_user_get_users_by_field", "admin", field="id", values=[PEOPLE["outsider"]]))
    assert "/pluginfile.php/17/user/icon/" in found[0]["profileimageurl"]
