"""The tree of errors: what goes on the wire, what a person reads, what only operators read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway import errors
from gateway.admin.error_table import error_table
from gateway.errors import (
    AccessRefused,
    CodecError,
    CodedError,
    CodingError,
    DatabaseAway,
    DecodeError,
    EncodeError,
    ErrorKind,
    FileError,
    GatewayError,
    HostileInput,
    InternalError,
    InvalidParameter,
    InvalidResponse,
    InvalidState,
    LoginRequired,
    MissingCapability,
    MissingContext,
    MissingRecord,
    ParameterRefused,
    RestrictedContext,
    StorageFailed,
    UncodedRefusal,
    message_for,
)
from tests.unit.campus import REGISTRY

# docs/contract/server.md 0.2: the class that is reported, the code, and the component the text belongs to.
CONTRACT: list[tuple[GatewayError, str, str, str]] = [
    (CodedError("noguest"), "core\\exception\\moodle_exception", "noguest", "error"),
    (CodedError("invalidtoken", "webservice"), "core\\exception\\moodle_exception", "invalidtoken", "webservice"),
    (CodingError(), "core\\exception\\coding_exception", "codingerror", "debug"),
    (InvalidParameter(), "core\\exception\\invalid_parameter_exception", "invalidparameter", "debug"),
    (InvalidResponse(), "core\\exception\\invalid_response_exception", "invalidresponse", "debug"),
    (InvalidState(), "core\\exception\\invalid_state_exception", "invalidstatedetected", "debug"),
    (MissingCapability("a:b"), "core\\exception\\required_capability_exception", "nopermissions", "error"),
    (LoginRequired(), "core\\exception\\require_login_exception", "requireloginerror", "error"),
    (ParameterRefused(), "core\\exception\\webservice_parameter_exception", "invalidextparam", "webservice"),
    (UncodedRefusal("somekey", "No."), "core\\exception\\moodle_exception", "nopermissions", "error"),
    (RestrictedContext(), "core_external\\restricted_context_exception", "restrictedcontextexception", "error"),
    (AccessRefused(), "webservice_access_exception", "accessexception", "webservice"),
    (MissingRecord(), "dml_missing_record_exception", "invalidrecordunknown", "error"),
    (MissingRecord("course"), "dml_missing_record_exception", "invalidcourseid", "error"),
    (MissingRecord("course", errorcode="invalidrecord"), "dml_missing_record_exception", "invalidrecord", "error"),
    (MissingRecord("course_modules"), "dml_missing_record_exception", "invalidcoursemodule", "error"),
    (MissingRecord("user"), "dml_missing_record_exception", "invaliduser", "error"),
    (MissingRecord("groups"), "dml_missing_record_exception", "invalidrecord", "error"),
    (DatabaseAway(), "core\\exception\\moodle_exception", "databaseaway", "triglot"),
    (MissingContext(50, 7), "dml_missing_record_exception", "invalidrecord", "error"),
    (InternalError("1234"), "core\\exception\\moodle_exception", "internalerror", "error"),
    (FileError("userquotalimit"), "core_files\\exception\\file_exception", "userquotalimit", "error"),
    (StorageFailed("storedfilenotcreated"), "core_files\\exception\\file_exception", "storedfilenotcreated", "error"),
    (DecodeError("bad"), "core\\exception\\invalid_parameter_exception", "invalidparameter", "debug"),
    (EncodeError("bad"), "core\\exception\\invalid_parameter_exception", "invalidparameter", "debug"),
    (HostileInput("bad"), "core\\exception\\invalid_parameter_exception", "invalidparameter", "debug"),
]


@pytest.mark.parametrize(("error", "wire_class", "errorcode", "component"), CONTRACT)
def test_what_goes_on_the_wire(error: GatewayError, wire_class: str, errorcode: str, component: str) -> None:
    assert (error.wire_class, error.errorcode, error.component) == (wire_class, errorcode, component)


@pytest.mark.parametrize("error", [entry[0] for entry in CONTRACT])
def test_every_error_has_a_text_of_its_own(error: GatewayError) -> None:
    assert error.public_message
    assert "/" not in error.public_message
    assert str(error) == f"{error.public_message} [{error.errorcode}]"


def test_every_leaf_is_public_and_in_the_contract() -> None:
    leaves = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, GatewayError)}
    assert {type(entry[0]) for entry in CONTRACT} | {GatewayError, CodecError} == leaves
    assert {leaf.__name__ for leaf in leaves} | {"ERROR_TEXTS", "ErrorKind", "message_for"} == set(errors.__all__)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InvalidParameter(), ErrorKind.CALLER),
        (CodedError("somethingelse"), ErrorKind.CALLER),
        (DecodeError("bad"), ErrorKind.CALLER),
        (CodedError("invalidtoken", "webservice"), ErrorKind.CREDENTIAL),
        (CodedError("wsaccessusersuspended", "webservice"), ErrorKind.CREDENTIAL),
        (AccessRefused(), ErrorKind.ACCESS),
        (MissingCapability("a:b"), ErrorKind.ACCESS),
        (UncodedRefusal("somekey", "No."), ErrorKind.ACCESS),
        (CodedError("sslonlyaccess"), ErrorKind.ACCESS),
        (MissingRecord("groups"), ErrorKind.MISSING),
        (MissingRecord("course"), ErrorKind.MISSING),
        (CodedError("invaliduser"), ErrorKind.MISSING),
        (CodedError("toomanyrequests"), ErrorKind.BUSY),
        (CodedError("sitemaintenance"), ErrorKind.BUSY),
        (FileError("userquotalimit"), ErrorKind.CALLER),
        (StorageFailed("storedfilenotcreated"), ErrorKind.BUSY),
        (CodingError(), ErrorKind.SERVER),
        (InternalError("1234"), ErrorKind.SERVER),
        (InvalidResponse(), ErrorKind.SERVER),
        (EncodeError("bad"), ErrorKind.SERVER),
    ],
)
def test_an_error_says_whose_doing_it_is(error: GatewayError, kind: ErrorKind) -> None:
    assert error.kind is kind


def test_only_leaves_can_be_raised() -> None:
    with pytest.raises(TypeError, match="abstract"):
        GatewayError("noguest")
    with pytest.raises(TypeError, match="abstract"):
        CodecError("bad")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (InvalidParameter("is no number", path="groups[1].courseid"), "groups[1].courseid: is no number"),
        (InvalidParameter("is no number"), "is no number"),
        (InvalidParameter(path="a"), "Invalid value: a."),
        (InvalidParameter(), message_for("invalidparameter")),
    ],
)
def test_a_wrong_argument_is_told_with_its_place(error: InvalidParameter, message: str) -> None:
    assert error.public_message == message
    assert error.debug == (message if error.path or message == "is no number" else None)


def test_what_is_wrong_with_an_answer_is_for_developers_only() -> None:
    error = InvalidResponse("is no number", path="a.b")
    assert error.public_message == message_for("invalidresponse")
    assert (error.path, error.debug) == ("a.b", "a.b: is no number")


def test_reasons_for_operators_are_not_in_the_message() -> None:
    for error in (AccessRefused("because"), RestrictedContext("because"), LoginRequired("because"), InvalidState("because")):
        assert error.debug == "because"
        assert "because" not in str(error)


def test_a_missing_capability_is_named() -> None:
    error = MissingCapability("moodle/course:view")
    assert (error.capability, error.debug) == ("moodle/course:view", "moodle/course:view")
    assert "moodle/course:view" in error.public_message


def test_an_internal_error_tells_its_reference_and_nothing_else() -> None:
    error = InternalError("abc123")
    assert (error.reference, error.debug) == ("abc123", None)
    assert error.public_message == "An internal error occurred. Its reference is abc123."


def test_an_unknown_code_is_shown_with_its_component() -> None:
    assert message_for("nosuchcode", "webservice") == "webservice/nosuchcode"
    assert CodedError("nosuchcode", "mod_x").public_message == "mod_x/nosuchcode"


def coded(tree: ast.AST) -> Iterator[str]:
    """The codes with which a module raises errors that have no text unless the table has one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"CodedError", "_coded", "_account_state"}:
            has_text = any(keyword.arg == "message" for keyword in node.keywords)
            first = node.args[2 if node.func.id == "_account_state" else 0]
            if isinstance(first, ast.Constant) and not has_text:
                yield str(first.value)


@pytest.mark.parametrize("package", ["gateway", "protocols"])
def test_every_code_that_is_raised_has_a_text(package: str) -> None:
    raised = {code for path in Path(package).rglob("*.py") for code in coded(ast.parse(path.read_text()))}
    assert {code for code in raised if "/" in message_for(code) and REGISTRY.error_text(code, "") is None} == set()


def test_the_text_of_a_component_is_for_codes_that_it_raises() -> None:
    """What the kernel raises too has its text in the kernel's table."""
    assert {code for component in REGISTRY.components for code in component.errors if "/" not in message_for(code)} == set()


def test_a_component_says_whether_a_code_denies_or_misses_something() -> None:
    kinds = {row.errorcode: (row.kind, row.told.status) for row in error_table(REGISTRY)}
    assert kinds["cannotviewprofile"] == (ErrorKind.ACCESS, 403)
    assert kinds["error:nosuchbadge"] == (ErrorKind.MISSING, 404)
    assert kinds["keyalreadyset"] == (ErrorKind.CALLER, 400)
