# SPDX-License-Identifier: MIT
"""Guests of other kinds: what an older Mirrorwatch left, other shells, and other programs `ip`."""
import tempfile
from pathlib import Path

from mwlab.shell import IP, LabError, inside, ip_batch, run

from .stage import FAMILIES, LONGEST, TABLE, Stage, difference, expect_same, without_ours

# As it was before nexthop objects: `ip` knows no "nexthop", neither as a command nor in a batch.
OLD_IP = f"""#!/bin/sh
case " $* " in
*' nexthop '*) echo 'Object "nexthop" is unknown, try "ip help".' >&2; exit 1 ;;
*' -batch '*)
    kept= bad=
    while IFS= read -r line; do
        case $line in
        nexthop*) bad=1; echo 'Object "nexthop" is unknown, try "ip help".' >&2 ;;
        *) kept="$kept$line
" ;;
        esac
    done
    printf '%s' "$kept" | {IP} "$@" || exit 1
    [ -z "$bad" ]
    ;;
*) exec {IP} "$@" ;;
esac
"""


def program_folder(text="", link=""):
    """A folder with an `ip` that is this script, or leads to this program."""
    folder = tempfile.mkdtemp(prefix="programs-", dir="/run")
    file = Path(folder, "ip")
    if link:
        file.symlink_to(link)
    else:
        file.write_text(text)
        file.chmod(0o755)
    return folder


def outlives(stage, method, events=("nic-mtu", "nic-toggle", "vpn-again")):
    """In force by this method, through some events, and undone without a trace."""
    stage.run("undo")
    said = stage.run("apply")
    if f"see method {method}" not in said:
        raise LabError(f"apply said {said}")
    for event in events:
        stage.world.event(event)
        longest, dead = stage.watch(4)
        if dead or max(longest.values()) > LONGEST:
            raise LabError(f"after {event}: {dead}, {longest}")
        stage.run("verify")
    expected = without_ours(stage.picture())
    stage.run("undo")
    expect_same(expected, stage.picture(), "the undo")
    return {"method": method}


def plain_routes(world):
    return outlives(Stage(world, programs=program_folder(OLD_IP)), "plain")


def shown(world):
    """`show` changes nothing, and its commands in a root shell are the exclusion; then there are none any more."""
    stage = Stage(world)
    stage.run("undo")
    before = stage.picture()
    commands = _commands(stage)
    expect_same(before, stage.picture(), "what is only shown")
    run(*inside(world.names.guest, "env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "sh", "-e"), input="\n".join(commands))
    stage.await_cured()
    stage.run("verify")
    if not commands or _commands(stage):
        raise LabError(f"commands before: {commands}; after: {_commands(stage)}")
    by_hand = stage.picture()
    stage.run("undo")
    expect_same(before, stage.picture(), "the undo")
    stage.run("apply")
    expect_same(by_hand, stage.picture(), "what apply does")
    stage.run("undo")
    return {"commands": commands}


def _commands(stage):
    return [line.removeprefix("see command ") for line in stage.run("show") if line.startswith("see command ")]


def other_shell(world, *shell):
    return outlives(Stage(world, shell=shell), "nexthop", events=("nic-toggle",))


def busybox(world):
    """Its `ip` knows neither our table nor our rules: refused, and nothing is done."""
    stage = Stage(world, programs=program_folder(link="/usr/bin/busybox"))
    before = stage.picture()
    stage.run("apply", expect="refuse no-iproute2")
    expect_same(before, stage.picture(), "a refusal")
    return {}


def old_form(world):
    """What the Mirrorwatch before nexthop objects left is undone, and taken over."""
    stage = Stage(world)
    stage.run("undo")
    before = stage.picture()
    _leave_old_form(stage)
    if not difference(before, stage.picture()):
        raise LabError("the old form is not there")
    stage.run("undo")
    expect_same(before, stage.picture(), "the old form's undo")
    _leave_old_form(stage)
    said = stage.run("apply")
    stage.run("verify")
    stage.await_cured()
    if "see method nexthop" not in said:
        raise LabError(f"taken over: {said}")
    stage.run("undo")
    expect_same(before, stage.picture(), "the undo after taking over")
    return {}


def _leave_old_form(stage):
    """One rule, and main without the VPN as plain routes with their own protocols."""
    namespace, vpn = stage.world.names.guest, stage.world.vpn_device()
    for family in FAMILIES:
        listed = run(IP, "-n", namespace, family, "-o", "route", "show", "table", "main").stdout.splitlines()
        kept = sorted((line for line in listed if f" dev {vpn} " not in line + " "), key=lambda line: " via " in line)
        ip_batch(namespace, [f"route append {line} table {TABLE}" for line in kept if not line.startswith("::1")])
        run(IP, "-n", namespace, family, "rule", "add", "pref", TABLE, "lookup", TABLE)
