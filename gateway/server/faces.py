"""The addresses at which the callers of old servers are served as they are used to."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from gateway.server.host import Gateway
from gateway.settings import Face
from gateway.upstream import faces
from gateway.upstream.faces import FaceError
from gateway.upstream.imported import Imported
from gateway.upstream.names_file import NamesRefused
from gateway.upstream.soap.face import SoapFace
from gateway.upstream.xmlrpc.forms import Forms

__all__ = ["routes"]


def routes(gateway: Gateway) -> list[BaseRoute]:
    """The routes of all faces that the settings name. Raises ``FaceError`` for one that cannot be made."""
    found: list[BaseRoute] = []
    for name, face in gateway.settings.faces.items():
        found.extend(_routes(gateway, name, face))
    return found


def _routes(gateway: Gateway, name: str, face: Face) -> list[BaseRoute]:
    functions: Sequence[Imported] = ()
    if face.upstream:
        file = gateway.upstreams.files.get(face.upstream)
        if file is None:
            raise FaceError(f"faces.{name}.upstream: there is no upstream {face.upstream!r}")
        functions = file.functions
        if face.protocol == "soap" and file.kind == "soap":
            return [Route(face.path, SoapFace(name, face, gateway, functions), name=f"face-{name}")]
    if face.wsdl:
        raise FaceError(f"faces.{name}.wsdl: only the functions of an upstream of the kind soap are called by the WSDL of their old server")
    forms: dict[str, Forms] = {}
    if face.protocol == "xmlrpc" and face.upstream and gateway.upstreams.files[face.upstream].kind == "xmlrpc":
        forms = {function.name: Forms(function.binding.get("forms", {}), function.binding.get("returned", {})) for function in functions}
    protocol = next((each for each in gateway.protocols if each.name == face.protocol), None)
    if protocol is None:
        names = ", ".join(each.name for each in gateway.protocols)
        raise FaceError(f"faces.{name}.protocol: there is no protocol {face.protocol!r}; there are {names}")
    try:
        return faces.routes(name, face, protocol, gateway, faces.aliases(face, functions), forms)
    except NamesRefused as error:
        raise FaceError(f"faces.{name}.names: {error}") from error
