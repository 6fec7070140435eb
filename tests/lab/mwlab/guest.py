"""What a command finds inside the guest: its PATH, its user, and the programs the lab puts there.

The guest's root file system is the host's. Two programs come first on its PATH: `wslinfo`, answering for this VM,
and a shim for `ip` through which a test makes the guest disobey. All of it lives in the lab's own folder.
"""
import shutil
from pathlib import Path

from .shell import IP, inside

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ORDINARY_USER = "1000"  # a distro's own user is not root: a product that forgets `-u root` must notice

WSLINFO = """#!/bin/sh
# wslinfo of the lab's VM
newline='\\n'
what=
for word in "$@"; do
    case $word in
        -n) newline= ;;
        --networking-mode|--vm-id|--version) what=${word#--} ;;
        *) echo "Invalid command line argument: $word" >&2; exit 1 ;;
    esac
done
[ -n "$what" ] || { echo "Usage: wslinfo [--networking-mode|--vm-id|--version] [-n]" >&2; exit 1; }
printf "%s$newline" "$(cat "{folder}/info/$what")"
"""

IP_SHIM = """#!/bin/sh
# ip as the guest sees it; files in {folder}/faults make it disobey
faults={folder}/faults
changes=
rule=
for word in "$@"; do
    case $word in
        add|append|change|del|delete|flush|prepend|replace|restore|set|-b|-batch) changes=1 ;;
        ru|rul|rule) rule=1 ;;
    esac
done
if [ -n "$rule" ] && [ -e "$faults/no_ip_rule" ]; then
    echo "ip: unknown object 'rule'" >&2
    exit 1
fi
if [ -n "$changes" ] && [ -e "$faults/ignore_guest_writes" ]; then
    exit 0
fi
exec {ip} "$@"
"""


class Guest:
    """The guest's side of one lab: knows the folder with its programs and how a command is started there."""

    def __init__(self, namespace, folder):
        self.namespace, self.folder = namespace, Path(folder)
        for name in ("bin", "faults", "info"):
            (self.folder / name).mkdir(exist_ok=True)
        self._program("wslinfo", WSLINFO.replace("{folder}", str(folder)))
        self._program("ip", IP_SHIM.replace("{folder}", str(folder)).replace("{ip}", IP))

    def tell(self, **info):
        """What wslinfo answers from now on."""
        for name, value in info.items():
            (self.folder / "info" / name.replace("_", "-")).write_text(value)

    def set_fault(self, name, on):
        """Lets the `ip` shim see a fault, or takes it away."""
        path = self.folder / "faults" / name
        path.touch() if on else path.unlink(missing_ok=True)

    def path(self):
        return f"{self.folder / 'bin'}:{SYSTEM_PATH}"

    def has_program(self, name):
        return shutil.which(name, path=self.path()) is not None

    def argv(self, command, user):
        """The host's argv for a command of the guest; root only where root was asked for."""
        if user == "root":
            return inside(self.namespace, *command)
        return inside(self.namespace, "setpriv", "--reuid", ORDINARY_USER, "--regid", ORDINARY_USER, "--clear-groups", *command)

    def env(self, distro, user):
        """A clean login-like environment, nothing of the lab's own."""
        return {"PATH": self.path(), "HOME": "/root" if user == "root" else "/", "USER": user, "LANG": "C.UTF-8",
                "SHELL": "/bin/bash", "WSL_DISTRO_NAME": distro}

    def _program(self, name, text):
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)
