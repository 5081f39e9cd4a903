"""The command and what its verbs share: the settings, and errors in one line.

Exit codes: 0 done, 1 refused or failed (one line on standard error says why), 2 wrong usage.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import msgspec

from gateway import settings
from gateway.access.issuers import IssuersError
from gateway.access.secrets import SecretsError
from gateway.admin.backup import BackupError
from gateway.admin.state import StateError
from gateway.api.seed_values import SeedError
from gateway.cli import (
    backup,
    compare,
    component,
    config,
    conform,
    context,
    doctor,
    double,
    explain,
    files,
    functions,
    record,
    rekey,
    role,
    seed,
    service,
    site,
    tasks,
    token,
    upstream,
    usage,
    user,
)
from gateway.errors import GatewayError
from gateway.files.stores import BlobsError
from gateway.pipeline.rates import RatesError
from gateway.registry.component import ComponentError
from gateway.registry.protocols import ProtocolError
from gateway.settings import SettingsError
from gateway.store.store import DatabaseUnavailable, StoreError
from gateway.telemetry import log
from gateway.upstream.faces import FaceError
from gateway.upstream.import_file import ImportFileError
from gateway.upstream.kind import KindError

__all__ = ["main"]

_EXPECTED = (
    BlobsError,
    ComponentError,
    FaceError,
    ImportFileError,
    IssuersError,
    KindError,
    ProtocolError,
    RatesError,
    SecretsError,
    SeedError,
    BackupError,
    BlobsError,
    ComponentError,
    IssuersError,
    ProtocolError,
    RatesError,
    SecretsError,
    SettingsError,
    StateError,
    StoreError,
)
# A file or folder named in the settings is not accessible.
_FILE_TROUBLE = (FileExistsError, FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)


class _OneLine(click.Group):
    """A group of commands whose expected errors are printed in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _EXPECTED as error:
            raise click.ClickException(str(error)) from error
        except GatewayError as error:
            raise click.ClickException(f"{error.errorcode}: {error.public_message}") from error
        except _FILE_TROUBLE as error:
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error
        except DatabaseUnavailable as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_OneLine, context_settings={"help_option_names": ["-h", "--help"]})
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


for verb in (
    site.init,
    site.serve,
    site.load,
    double.double,
    token.token,
    user.user,
    service.service,
    role.role,
    context.context,
    config.config,
    component.component,
    functions.functions,
    functions.call,
    compare.compare,
    conform.conform,
    record.record,
    explain.explain,
    doctor.doctor,
    tasks.tasks,
    usage.usage,
    upstream.upstream,
    upstream.parity_,
    files.files,
    seed.seed,
    backup.backup,
    backup.restore,
    rekey.rekey,
):
    main.add_command(verb)
