# SPDX-License-Identifier: MIT
"""A Windows that setup is tried on: what can be seen of the product from outside, in files, registry and processes."""
import contextlib
import re

from mwlab.proof import expect
from mwlab.shell import LabError, wait_until
from mwlab.wine import Wine, to_windows

from .product import FOLDER, ROOT, SETUP, Product

TRAY, SERVICE = "mirrorwatch-tray.exe", "mirrorwatch.exe"
FILES = ["Data", "LICENSE.txt", "THIRD-PARTY.txt", "config", "files.txt", TRAY, SERVICE, "mirrorwatch.png", "uninstall.exe"]
UNINSTALL_KEY = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Mirrorwatch"
RUN_KEY = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
WINDOWS_KEY = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion"
CONTROL_KEY = r"HKLM\System\CurrentControlSet\Control"
ENVIRONMENT_KEY = rf"{CONTROL_KEY}\Session Manager\Environment"
APP_ID = "Mirrorwatch.Tray"
EVENT_KEY = r"HKLM\System\CurrentControlSet\Services\EventLog\Application\Mirrorwatch"
SHIPPED = ROOT / "config/mirrorwatch.toml"


class Machine:
    """A Windows, with what can be seen of the product from outside."""

    def __init__(self, world):
        self.wine = Wine(world).start()
        self.product = Product(world, self.wine)
        self.settings = self.product.settings / "mirrorwatch.toml"
        self.link = self.wine.programdata_dir() / "Microsoft/Windows/Start Menu/Programs/Mirrorwatch.lnk"

    def set_up(self, code=0, setup=SETUP):
        done = self.wine.run(to_windows(setup), "/S", timeout=180)
        said = (done.stdout + done.stderr).decode(errors="replace").strip()
        if done.returncode != code:
            raise LabError(f"setup ended with {done.returncode}: {said}")
        return said

    def remove(self, *options, during=lambda: None):
        """The uninstaller's words. It goes on by a copy of itself, so its end is that of what it removes last."""
        out = self.wine.root / "uninstall.out"
        with open(out, "wb") as stdout:
            started = self.wine.spawn(rf"{FOLDER}\uninstall.exe", "/S", *options, stdout=stdout, stderr=stdout)
            during()
            expect(started.wait(90), 0, "exit code of uninstall.exe")
            wait_until(lambda: not self.product.folder.exists(), 90, "the end of the folder in Program Files")
            wait_until(lambda: not self.value(UNINSTALL_KEY, "DisplayName"), 10, "the end of the Add/Remove entry")
        return out.read_text(errors="replace").strip()

    def value(self, key, name):
        """A value of the registry, as text; empty where there is none. No name: the key's own."""
        done = self.wine.run("reg", "query", key, *(("/v", name) if name else ("/ve",)), "/reg:64")
        found = re.search(rf"^\s+{name or '.*'}\s+REG_\w+\s+(.*?)\r?$", done.stdout.decode(errors="replace"), re.MULTILINE)
        return found.group(1) if found else ""

    @contextlib.contextmanager
    def different(self, key, name, text):
        """Another text for a value, for a while."""
        before = self.value(key, name)
        self.write(key, name, text)
        yield
        self.write(key, name, before)

    def write(self, key, name, text):
        self.wine.run("reg", "add", key, "/v", name, "/d", text, "/f", "/reg:64")

    def path_value(self):
        """The machine's search path with its type, as the registry has it."""
        return next(line.strip() for line in self.wine.run("reg", "query", ENVIRONMENT_KEY, "/v", "Path", "/reg:64").stdout.decode().splitlines()
                    if "REG_" in line)

    def programs(self):
        """The bytes of the programs that are installed."""
        return {name: (self.product.folder / name).read_bytes() for name in (SERVICE, TRAY)}

    def has_key(self, key):
        return self.wine.run("reg", "query", key, "/reg:64").returncode == 0

    def running(self):
        """Whether SCM and product both say that the service runs."""
        code, said = self.product.call("service", "status")
        return code == 0 and "RUNNING" in self.product.service_state() and said

    def await_tray(self):
        return wait_until(lambda: self.product.pids(TRAY), 20, "the tray program")

    def registry_lines(self):
        """Every line of the registry's files, without the keys' times; Windows is booted again to have them written."""
        self.wine.reboot()
        hives = [path.read_text(errors="replace") for path in sorted(self.wine.prefix().glob("*.reg"))]
        lines = {re.sub(r"\] \d+$", "]", line) for hive in hives for line in hive.splitlines()}
        return {line for line in lines if not line.startswith("#time")}
