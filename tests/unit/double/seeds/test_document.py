"""What is read of the YAML of a seed, and how it is laid over a base."""

from __future__ import annotations

import pytest

from gateway.api.seed_values import Node, SeedError
from gateway.double.seeds.document import merged, parse


def plain(node: Node) -> object:
    """What a document says, without lines."""
    if isinstance(node.value, dict):
        return {name: plain(value) for name, value in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, list) else node.value


def test_values_stay_the_texts_that_were_written() -> None:
    document = parse("people: {ben: {password: 0123, lastname: no, email: 2026-01-01}}", "seed.yaml")
    assert plain(document) == {"people": {"ben": {"password": "0123", "lastname": "no", "email": "2026-01-01"}}}


def test_each_value_has_its_line() -> None:
    document = parse("people:\n  anna: {}\n  ben:\n    lastname: B\n", "seed.yaml")
    assert isinstance(document.value, dict)
    people = document.value["people"].value
    assert isinstance(people, dict)
    assert (people["anna"].line, people["ben"].line) == (2, 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people:\n  ben: {}\n  ben: {}\n", "seed.yaml:3: people.ben: is given twice, first in line 2"),
        ("people: [", "seed.yaml:2: is not YAML: "),
        ("- a\n", "seed.yaml:1: expected members, as in people: …"),
        ("a: !!python/object:os.system {}\n", "seed.yaml:1: a: the tag tag:yaml.org,2002:python/object:os.system is not known here"),
        ("a: !secret x\n", "seed.yaml:1: a: the tag !secret is not known here"),
        ("a: {[b]: c}\n", "seed.yaml:1: a: the name of a member is a text"),
        ("a: " + "[" * 250 + "]" * 250, "seed.yaml:1: lies more than 200 levels deep"),
        ("a: &a [*a]\n", "levels deep"),
        ("a: &a {<<: *a}\n", "levels deep"),
        ("a:\n  <<: b\n", "seed.yaml:2: a: only members can be merged in"),
        ("a: \x00", "is not YAML"),
        ('a: "\\0"', "seed.yaml:1: a: has a character that no text can have"),
        ('"\\0": a', "seed.yaml:1: the name of a member has a character that no text can have"),
    ],
)
def test_a_document_that_is_wrong_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(SeedError) as caught:
        parse(text, "seed.yaml")
    assert message in str(caught.value)


def test_a_small_file_does_not_become_a_large_one() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(SeedError, match="more than 250000 values"):
        parse("\n".join(lines), "seed.yaml")


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(SeedError, match="larger than 16 MiB"):
        parse(b" " * (16 * 2**20 + 1), "seed.yaml")


def test_members_are_merged_in_and_give_way_to_own_ones() -> None:
    document = parse("usual: &usual {city: Oslo, country: NO}\nben: {<<: *usual, city: Bergen}\n", "seed.yaml")
    assert plain(document) == {"usual": {"city": "Oslo", "country": "NO"}, "ben": {"city": "Bergen", "country": "NO"}}


def over(base: str, seed: str) -> object:
    return plain(merged(parse(base, "base.yaml"), parse(seed, "seed.yaml")))


def test_members_are_laid_over_those_of_the_base_by_name() -> None:
    assert over("people: {ben: {city: Oslo, lang: no}}", "people: {ben: {city: Bergen}, anna: {}}") == {
        "people": {"ben": {"city": "Bergen", "lang": "no"}, "anna": {}}
    }


def test_activities_of_the_same_type_and_name_are_one() -> None:
    base = "a: [{type: page, name: X, content: old}, {type: url, name: X}]"
    assert over(base, "a: [{type: page, name: X, content: new}, {type: page, name: Y}]") == {
        "a": [{"type": "page", "name": "X", "content": "new"}, {"type": "url", "name": "X"}, {"type": "page", "name": "Y"}]
    }


def test_other_lists_and_values_take_the_place_of_those_of_the_base() -> None:
    assert over("a: [1, 2]\nb: x\nc: y", "a: [3]\nb: z\nc:\n") == {"a": ["3"], "b": "z", "c": "y"}


def test_what_is_removed_is_not_there() -> None:
    assert over("people: {ben: {}, anna: {}}", "people: {ben: !remove }") == {"people": {"anna": {}}}
    assert over("a: [{type: page, name: X}]", "a: [!remove {type: page, name: X}]") == {"a": []}
