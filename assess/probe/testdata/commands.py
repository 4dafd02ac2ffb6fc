"""Reads AWS CLI commands as JSON ([{"where", "service", "operation", "flags"}]) and prints one line for each that AWS does not have.

The CLI names a service after its botocore model, with the aliases below; an operation is the model's name in kebab-case, a flag the
name of a member of its input.
"""
import json
import sys

import botocore.session
from botocore import xform_name

ALIASES = {"s3api": "s3", "configservice": "config"}
GLOBAL_FLAGS = {"region", "profile", "query", "output", "cli-input-json", "no-cli-pager", "endpoint-url", "cli-binary-format"}
# Paging flags of the CLI itself, on every operation that has pages.
PAGING = {"max-items", "page-size", "starting-token", "no-paginate"}
# Flags that the CLI gives in place of a member, by service and operation.
SHORTHANDS = {("lambda", "update-function-code"): {"zip-file"}, ("ec2", "run-instances"): {"count"}}
# Flags that the CLI calls otherwise than the model, because a global flag has that name.
RENAMED = {("eks", "update-cluster-version"): {"kubernetes-version": "version"}, ("eks", "create-cluster"): {"kubernetes-version": "version"}}

session = botocore.session.get_session()
known = set(session.get_available_services())
for command in json.load(sys.stdin):
    where, name = command["where"], command["service"]
    service = ALIASES.get(name, name)
    if service not in known:
        print(f"{where}: the AWS CLI has no service {name}")
        continue
    model = session.get_service_model(service)
    operations = {xform_name(o, "-"): o for o in model.operation_names}
    if command["operation"] not in operations:
        print(f"{where}: {name} has no operation {command['operation']}")
        continue
    shape = model.operation_model(operations[command["operation"]]).input_shape
    members = set(shape.members) if shape else set()
    booleans = {m for m in members if shape.members[m].type_name == "boolean"}
    flags = {xform_name(m, "-") for m in members} | {"no-" + xform_name(m, "-") for m in booleans} | GLOBAL_FLAGS | PAGING
    flags |= SHORTHANDS.get((name, command["operation"]), set())
    given = [RENAMED.get((name, command["operation"]), {}).get(flag, flag) for flag in command["flags"]]
    for flag in given:
        if flag not in flags:
            print(f"{where}: {name} {command['operation']} has no flag --{flag}")
    required = {xform_name(m, "-") for m in (shape.required_members if shape else [])}
    if "cli-input-json" not in command["flags"]:
        negated = {xform_name(m, "-") for m in booleans if "no-" + xform_name(m, "-") in given}
        for flag in sorted(required - set(given) - negated - {"client-token"}):
            idempotent = shape.members.get(next(m for m in members if xform_name(m, "-") == flag)).metadata.get("idempotencyToken")
            if not idempotent:
                print(f"{where}: {name} {command['operation']} needs --{flag}")
