"""The command and what its verbs share: the settings, and errors in one line.

Exit codes: 0 done, 1 refused or failed (one line on standard error says why), 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import click
import msgspec

from gateway import settings
from gateway.server.garbage import gc_frozen
from gateway.telemetry import log

__all__ = ["main"]

# Each verb, and where it is: only the one that is asked for is loaded.
_VERBS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "backup": "backup:backup",
        "call": "functions:call",
        "compare": "compare:compare",
        "component": "component:component",
        "config": "config:config",
        "conform": "conform:conform",
        "context": "context:context",
        "doctor": "doctor:doctor",
        "double": "double:double",
        "explain": "explain:explain",
        "files": "files:files",
        "functions": "functions:functions",
        "init": "site:init",
        "load": "site:load",
        "parity": "upstream:parity_",
        "record": "record:record",
        "rekey": "rekey:rekey",
        "restore": "backup:restore",
        "role": "role:role",
        "seed": "seed:seed",
        "serve": "site:serve",
        "service": "service:service",
        "tasks": "tasks:tasks",
        "token": "token:token",
        "upstream": "upstream:upstream",
        "usage": "usage:usage",
        "user": "user:user",
    }
)


class _Verbs(click.Group):
    """The verbs, loaded when they are asked for; errors that are expected of them are printed in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        module, _, name = _VERBS[cmd_name].partition(":")
        place = f"gateway.cli.{module}"
        if place not in sys.modules:
            with gc_frozen():
                import_module(place)
        found: click.Command = getattr(sys.modules[place], name)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            told = _told(error)
            if told is None:
                raise
            raise click.ClickException(told) from error


def _told(error: Exception) -> str | None:
    """The line about an error that is expected of verbs; None for any other."""
    # All that an error can be is loaded only when there is one.
    from gateway.access.issuers import IssuersError
    from gateway.access.secrets import SecretsError
    from gateway.admin.backup import BackupError
    from gateway.admin.state import StateError
    from gateway.api.seed_values import SeedError
    from gateway.errors import GatewayError
    from gateway.files.stores import BlobsError
    from gateway.pipeline.rates import RatesError
    from gateway.registry.component import ComponentError
    from gateway.registry.protocols import ProtocolError
    from gateway.settings import SettingsError
    from gateway.store.store import DatabaseUnavailable, StoreError
    from gateway.upstream.faces import FaceError
    from gateway.upstream.import_file import ImportFileError
    from gateway.upstream.kind import KindError

    expected = (
        BackupError, BlobsError, ComponentError, DatabaseUnavailable, FaceError, ImportFileError, IssuersError, KindError, ProtocolError,
        RatesError, SecretsError, SeedError, SettingsError, StateError, StoreError,
    )  # fmt: skip
    if isinstance(error, expected):
        return str(error)
    if isinstance(error, GatewayError):
        return f"{error.errorcode}: {error.public_message}"
    # A file or folder named in the settings is not accessible.
    if isinstance(error, FileExistsError | FileNotFoundError | IsADirectoryError | NotADirectoryError | PermissionError):
        return f"{error.filename}: {error.strerror}"
    return None


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; without it TRIGLOT_CONFIG names one, or the defaults hold.",
)
@click.version_option(package_name="triglot", prog_name="triglot")
@click.pass_context
def main(ctx: click.Context, file: Path | None) -> None:
    """Triglot: one function, every protocol."""
    if file is not None:
        os.environ["TRIGLOT_CONFIG"] = str(file.resolve())  # for the workers that a verb may start
    ctx.obj = settings.load(file)
    # Verbs log where the gateway logs; on a terminal, only warnings and errors.
    log.configure(ctx.obj.log if ctx.obj.log.file else msgspec.structs.replace(ctx.obj.log, level="warning"))
