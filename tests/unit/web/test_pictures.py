"""The pictures of the theme: people without a picture, icons of activities and files."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from PIL import Image

from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from tests.unit.app_fixtures import call, client, gateway, recorded_settings, registry, value

__all__ = ["gateway", "recorded_settings", "registry"]


async def test_the_addresses_that_answers_name_lead_to_a_picture(gateway: Gateway) -> None:
    asked: dict[str | int, object] = {"field": "username", "values": ["student"]}
    [person] = value(await call(gateway, "core_user_get_users_by_field", asked))
    async with client(gateway) as web:
        for name, size in (("profileimageurl", 100), ("profileimageurlsmall", 35)):
            answer = await web.get(person[name].removeprefix(gateway.base_address))
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), person[name]
            assert Image.open(io.BytesIO(answer.content)).size == (size, size)


@pytest.mark.parametrize(("name", "size"), [("f1", 100), ("f2", 35), ("f3", 512), ("f3.png", 512)])
async def test_the_picture_of_people_is_one_in_every_size(gateway: Gateway, name: str, size: int) -> None:
    async with client(gateway) as web:
        answer = await web.get(f"/theme/image.php/boost/core/-1/u/{name}")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size) == ("PNG", (size, size))
    middle, corner = (picture.getpixel((x * size // 100, size // 3)) for x in (50, 2))
    assert middle != corner == picture.getpixel((size * 98 // 100, size // 3))


@pytest.mark.parametrize(
    "address",
    [
        "boost/core/1/f/pdf",
        "boost/moodle/1/f/folder",
        "_s/classic/core/1/g/g1",
        "boost/core/1/i/marker",
        "boost/quiz/1/monologo",
        "boost/mod_quiz/1/monologo",
        "boost/bigbluebuttonbn/1/monologo",
        "boost/mod_lti/1/icon.svg",
    ],
)
async def test_icons_are_drawings(gateway: Gateway, address: str) -> None:
    async with client(gateway) as web:
        answer = await web.get(f"/theme/image.php/{address}?filtericon=1")
        as_fields = address.removeprefix("_s/").split("/", 3)
        fields = dict(zip(("theme", "component", "rev", "image"), as_fields, strict=True))
        assert (await web.get("/theme/image.php", params=fields)).content == answer.content
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert etree.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"


async def test_every_type_of_activity_has_an_icon_of_its_own(gateway: Gateway) -> None:
    names = [component.name for component in Registry(discover()).components if component.name.startswith("mod_")]
    async with client(gateway) as web:
        seen = [(await web.get(f"/theme/image.php/boost/{name}/1/monologo")).content for name in [*names, "mod_nosuch"]]
    assert len(set(seen)) == len(names) + 1


@pytest.mark.parametrize(
    "address", ["boost/core/1/u/f9", "boost/core/1/u/../f1", "boost/core/1/i/f1", "boost/mod_x/1/u/f1", "boost/core/1/f/nosuch", "boost"]
)
async def test_there_is_no_other_picture(gateway: Gateway, address: str) -> None:
    async with client(gateway) as web:
        assert (await web.get(f"/theme/image.php/{address}")).status_code == 404
        assert (await web.get("/theme/image.php", params={"image": "nosuch"})).status_code == 404
