"""All that belongs to the lab."""

from gateway.api import INT, READ, WRITE, Capability, Component, Deletable, Level, Risk, ServiceDeclaration, Setting, Task
from local_lab import external, lib, tables

__all__ = ["component"]

DAY = 24 * 3600

component = Component(
    "local_lab",
    external,
    version=2026112900,
    tables=tables.metadata,
    revisions="local_lab.revisions",
    settings=[Setting("local_lab/keepdays", INT, 30, "days for which a room is kept; 0: for ever")],
    capabilities=[
        Capability("local/lab:view", READ, Level.COURSE, archetypes=("editingteacher", "student")),
        Capability("local/lab:manage", WRITE, Level.COURSE, Risk.SPAM, ("editingteacher",)),
    ],
    errors={"roomtaken": "There is a room of this name already."},
    files={"photo": lib.may_see_photo},
    on_delete={Deletable.USER: lib.forget_users, Deletable.CONTEXT: lib.forget_contexts},
    tasks=[Task("local_lab-old-rooms", DAY, "delete rooms that are older than they are kept", lib.delete_old)],
    services=[ServiceDeclaration(name="Lab", shortname="lab", restrictedusers=False, functions=("local_lab_get_rooms",))],
)
