# SPDX-License-Identifier: MIT
"""The lab proves itself without the product: each break is real, each cure cures, seen by curl in `win`, in the guest and on the LAN.

`breaks(report)` plays the breaks with the guest's own hand, `windows(report)` makes calls of wsl.exe from Windows. Each step
either observes what its name claims or raises.
"""
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from . import network
from .report import Witness
from .shell import LabError, wait_until
from .wine import Wine
from .world import World

INTERNET_URL = f"http://{network.INTERNET}/"
LAN_URL = f"http://{network.LAN_HOST}/"  # a machine on the LAN
PUBLISHED_URL = f"http://{network.WIN_LAN}:8080/"  # the guest's server, as that machine sees it
MIRRORED = b"# my settings\r\n[wsl2]\r\nnetworkingMode=mirrored # for the dev server\r\n"
NAT = MIRRORED.replace(b"=mirrored", b"=nat")
VIRTIOPROXY = MIRRORED.replace(b"=mirrored", b"=virtioproxy")
BEHIND_VPN = f"http://{network.VPN_PEER}/"
WSL = r"C:\windows\system32\wsl.exe"
UTF8 = {"WSL_UTF8": "1"}
PREFERENCE = TABLE = "5170"


def expect(seen, wanted, what):
    """LabError unless seen == wanted."""
    if seen != wanted:
        raise LabError(f"{what}: {wanted!r} was expected, {seen!r} was seen")


def by_hand(world, *words):
    """An `ip` command in the guest by the test's own hand."""
    done = world.in_guest("ip", *words)
    expect(done.returncode, 0, f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def exclude_vpn(world, device="eth1"):
    """The rule that the product is to set, by hand: a table of main's routes without the VPN's device."""
    for route in by_hand(world, "-4", "route", "show", "table", "main").splitlines():
        words = route.split()
        if words[words.index("dev") + 1] != device:
            by_hand(world, "route", "add", "table", TABLE, *words)
    by_hand(world, "rule", "add", "pref", PREFERENCE, "lookup", TABLE)


def include_vpn(world):
    """Takes the rule and its table back."""
    by_hand(world, "rule", "del", "pref", PREFERENCE)
    by_hand(world, "route", "flush", "table", TABLE)


@contextmanager
def mirrored_world(report, **options):
    """A world whose VM runs mirrored with a healthy server; yields it with its witness."""
    with World(**options) as world:
        witness = Witness(world)
        world.wslconfig.write_bytes(MIRRORED)
        with report.step("the VM starts mirrored, as .wslconfig says") as evidence:
            evidence["warnings"] = world.start_distro()
            evidence["state"] = world.state()
            expect(evidence["state"]["mode"], "mirrored", "mode")
        with report.step("the server is healthy through 127.0.0.1:8080") as evidence:
            world.start_server()
            evidence |= witness.await_healthy()
            evidence["hits"] = witness.hits()
        yield world, witness


def breaks(report):
    """The breaks, their cures, and NAT; about fifteen seconds, most of it curl waiting for dead replies."""
    with mirrored_world(report) as (world, witness):
        world.start_server("corp", 80)
        world.start_server("lan", 80)
        _full_tunnel(report, world, witness)
        _exclusion(report, world, witness)
        _harmless_vpn(report, world, witness)
        _nat(report, world, witness)
        _virtioproxy(report, world, witness)
        _cut(report, world, witness)


def _await_all(witness, healthy):
    """What a full tunnel takes from the guest: the Internet, the LAN, and what it publishes there. All at a time: a dead one
    takes curl a second."""
    await_one = witness.await_healthy if healthy else witness.await_dead
    with ThreadPoolExecutor() as pool:
        waiting = {url: pool.submit(await_one, url, where=where) for url, where in (
            (INTERNET_URL, "guest"), (LAN_URL, "guest"), (PUBLISHED_URL, "lan"))}
        return {url: answer.result() for url, answer in waiting.items()}


def _full_tunnel(report, world, witness):
    with report.step("without a VPN the guest reaches LAN and Internet, and the LAN its server") as evidence:
        evidence |= _await_all(witness, True)
    with report.step("a full-tunnel VPN swallows what the guest sends: Internet, LAN and the published port are dead") as evidence:
        world.vpn_up()
        evidence |= _await_all(witness, False)
        evidence["guest"] = witness.guest_ip()
    with report.step("127.0.0.1 lives, as WSL's own rules come first; it comes from 127.0.0.1") as evidence:
        witness.mark()
        evidence |= witness.await_healthy(deadline=0)
        expect({hit["peer"] for hit in witness.hits() if hit["port"] == 8080}, {"127.0.0.1"}, "who asked")
    with report.step("Windows itself is fine: LAN, Internet, and what lies behind the VPN") as evidence:
        evidence |= {url: witness.await_healthy(url, deadline=0) for url in (LAN_URL, INTERNET_URL, BEHIND_VPN)}


def _exclusion(report, world, witness):
    with report.step("a rule in the guest that leaves the VPN out: all three are healthy again") as evidence:
        exclude_vpn(world)
        evidence |= _await_all(witness, True)
    with report.step("the VPN reconnects under another name: the rule still holds") as evidence:
        world.vpn_reconnect(device="eth2")
        expect(world.state()["vpn"]["device"], "eth2", "the VPN's twin")
        evidence |= _await_all(witness, True)
    with report.step("the Ethernet adapter's MTU changes: WSL silently takes the rule's routes away, all three are dead") as evidence:
        world.event("nic-mtu")
        expect(by_hand(world, "-4", "route", "show", "table", TABLE), "", f"table {TABLE}")
        evidence |= _await_all(witness, False)
    with report.step("the VPN's device set down in the guest: healthy, until WSL sets it up again") as evidence:
        include_vpn(world)
        by_hand(world, "link", "set", "eth2", "down")
        evidence["down"] = _await_all(witness, True)
        world.vpn_refresh()
        evidence["up"] = _await_all(witness, False)
    with report.step("the VPN goes down: healthy, nothing of it left in the guest") as evidence:
        world.vpn_down()
        evidence |= _await_all(witness, True)
        evidence["guest"] = witness.guest_ip()
        expect([link["ifname"] for link in evidence["guest"]["addr"]], ["lo", "loopback0", "eth0"], "devices of the guest")


def _harmless_vpn(report, world, witness):
    with report.step("a VPN that takes nothing but its own network: all healthy") as evidence:
        world.vpn_up("harmless")
        evidence |= _await_all(witness, True)
        evidence["loopback"] = witness.await_healthy(deadline=0)
        world.vpn_down()


def _nat(report, world, witness):
    with report.step("NAT in .wslconfig changes nothing while the VM runs") as evidence:
        world.wslconfig.write_bytes(NAT)
        world.vpn_up()
        evidence |= witness.await_dead(INTERNET_URL, where="guest")
        expect(world.state()["mode"], "mirrored", "mode")
    with report.step("the VM ends: nothing answers on 127.0.0.1:8080, the guest is empty") as evidence:
        world.stop_vm()
        evidence |= witness.await_dead()
        evidence["guest"] = witness.guest_ip()
        expect([link["ifname"] for link in evidence["guest"]["addr"]], ["lo"], "devices of the guest")
    with report.step("it starts with NAT: what lies behind the VPN is reached, as is the Internet") as evidence:
        world.start_distro()
        world.start_server()
        evidence["loopback"] = witness.await_healthy()
        evidence["guest"] = witness.guest_ip()
        expect(world.state()["mode"], "nat", "mode")
        evidence |= {url: witness.await_healthy(url, where="guest") for url in (INTERNET_URL, BEHIND_VPN)}
    with report.step("mirrored again by the old bytes: dead while the VPN is up, healthy without") as evidence:
        _restart(world, MIRRORED)
        evidence["up"] = _await_all(witness, False)
        evidence["loopback"] = witness.await_healthy(deadline=0)
        world.vpn_down()
        evidence["down"] = _await_all(witness, True)


def _restart(world, config):
    world.wslconfig.write_bytes(config)
    world.stop_vm()
    world.start_distro()
    world.start_server()


def _virtioproxy(report, world, witness):
    with report.step("with virtioproxy: healthy while the VPN is up, and the guest goes where Windows does") as evidence:
        _restart(world, VIRTIOPROXY)
        world.vpn_up()
        evidence["loopback"] = witness.await_healthy()
        evidence["guest"] = witness.guest_ip()
        expect(world.state()["mode"], "consomme", "mode")
        evidence |= {url: witness.await_healthy(url, where="guest") for url in (INTERNET_URL, BEHIND_VPN)}
    with report.step("without its server: the relay accepts, and nothing answers") as evidence:
        world.kill_server()
        evidence |= witness.await_dead()
        world.vpn_down()


def _cut(report, world, witness):
    with report.step("a driver that drops all of a mirrored guest: no rule and no device that is down helps") as evidence:
        _restart(world, MIRRORED)
        world.vpn_up(cuts=["mirrored", "nat"])
        exclude_vpn(world)
        by_hand(world, "link", "set", "eth1", "down")
        evidence |= _await_all(witness, False)
    with report.step("nor does NAT, which it drops as well, but virtioproxy does") as evidence:
        _restart(world, NAT)
        evidence["nat"] = witness.await_dead(INTERNET_URL, where="guest")
        _restart(world, VIRTIOPROXY)
        evidence["virtioproxy"] = witness.await_healthy(INTERNET_URL, where="guest")
    with report.step("what lies behind the VPN is reached from Windows, and from the guest with NAT only") as evidence:
        evidence["windows"] = witness.await_healthy(BEHIND_VPN)
        world.vpn_down()
        for config, await_one in ((MIRRORED, witness.await_dead), (NAT, witness.await_healthy)):
            _restart(world, config)
            world.vpn_up("harmless")
            evidence[world.state()["mode"]] = await_one(BEHIND_VPN, where="guest")
            world.vpn_down()
        _restart(world, MIRRORED)


def windows(report, screenshots=None):
    """wsl.exe called from Windows, against the VM of a world of its own."""
    with World() as world:
        witness = Witness(world)
        with report.step("Wine boots in the world with a prefix of its own") as evidence:
            wine = Wine(world).start()
            evidence |= {"prefix": str(wine.prefix()), "profile": str(wine.profile_dir()), "display": wine.display}
        _calls_without_vm(report, world, witness, wine)
        _guest_commands(report, world, wine)
        _shutdown(report, world, witness, wine)
        _adapters(report, world, wine)
        with report.step("a Windows program is seen on the screen") as evidence:
            wine.spawn("notepad")
            evidence["pids"] = wait_until(lambda: wine.pids("notepad"), 20, "notepad's process")
            evidence["window"] = wait_until(lambda: wine.tool("xdotool", "search", "--name", "Notepad").stdout, 20, "Notepad")
            if screenshots:
                wine.screenshot(screenshots / "lab-desktop.png")
        _reboot(report, world, wine)


def _reboot(report, world, wine):
    with report.step("Windows reboots: programs are gone, wsl.exe answers again") as evidence:
        wine.reboot()
        evidence["pids"] = wine.pids("notepad")
        expect(evidence["pids"], [], "notepad")
        expect(wine.run(WSL, "--version", env=UTF8).stdout.startswith(b"WSL version: "), True, "wsl.exe --version")
    with report.step("without its daemon wsl.exe says so") as evidence:
        world.daemon.kill()
        world.daemon.wait()
        done = wine.run(WSL, "--version")
        evidence |= {"exit": done.returncode, "stderr": done.stderr.decode()}
        expect((done.returncode, b"daemon does not answer" in done.stderr), (255, True), "exit code and words")


def call(report, wine, name, words, code, stdout, env=None):
    """One wsl.exe call with its expected exit code and bytes (None: any)."""
    with report.step(f"wsl.exe {name}") as evidence:
        done = wine.run(WSL, *words, env=env)
        evidence |= {"argv": words, "exit": done.returncode}
        evidence |= {"stdout": done.stdout.decode("latin-1"), "stderr": done.stderr.decode("latin-1")}
        expect(done.returncode, code, "exit code")
        if stdout is not None:
            expect(done.stdout, stdout, "stdout")
    return done


def _calls_without_vm(report, world, witness, wine):
    call(report, wine, "lists nothing and succeeds while WSL is stopped", ["--list", "--running", "--quiet"], 0, b"")
    call(report, wine, "--list --running fails while WSL is stopped", ["--list", "--running"], 255,
         "There are no running distributions.\r\n".encode("utf-16-le"))
    call(report, wine, "speaks UTF-16 without being asked", ["--list", "--quiet"], 0, "Ubuntu\r\ndocker-desktop\r\n".encode("utf-16-le"))
    call(report, wine, "speaks UTF-8 with WSL_UTF8=1", ["-l", "-v"], 0,
         b"  NAME              STATE           VERSION\r\n* Ubuntu            Stopped         2\r\n"
         b"  docker-desktop    Stopped         2\r\n", UTF8)
    call(report, wine, "does not know the distro Fedora", ["-d", "Fedora", "-e", "true"], 255, None, UTF8)
    with report.step("none of these started the VM") as evidence:
        evidence |= {"state": world.state(), "calls": witness.calls()}
        expect((evidence["state"]["mode"], evidence["state"]["starts_by_call"]), ("", 0), "VM")
        expect([c["exit"] for c in evidence["calls"]], [0, -1, 0, 0, -1], "the call log")


def _guest_commands(report, world, wine):
    world.wslconfig.write_text('[wsl2]\nnetworkingMode.excludedInterfaces={"name": "VPN"}\nnetworkingMode=mirrored\n')
    done = call(report, wine, "-d Ubuntu starts the VM, with WSL's warning about our line",
                ["-d", "Ubuntu", "-e", "wslinfo", "--networking-mode"], 0, b"mirrored\n", UTF8)
    with report.step("the warning is WSL's own, and the start was counted") as evidence:
        evidence |= {"stderr": done.stderr.decode(), "state": world.state()}
        expect(done.stderr, b"wsl: Expected '=' in C:\\users\\root\\.wslconfig:2\r\n", "warning")
        expect(evidence["state"]["starts_by_call"], 1, "starts by a call")
    call(report, wine, "keeps quoting with --exec",
         ["-d", "Ubuntu", "-u", "root", "--exec", "printf", "[%s]", "a b", 'q"x', "c\\d", "*", ""], 0, b'[a b][q"x][c\\d][*][]')
    call(report, wine, "gives the line to the shell without it",
         ["-d", "Ubuntu", "--cd", "/usr", "--", "echo", "$((6*7))", "two  blanks"], 0, b"42 two  blanks\n")
    call(report, wine, "carries stderr and exit code 7 back",
         ["-d", "Ubuntu", "-e", "sh", "-c", "echo out; echo err >&2; exit 7"], 7, b"out\n")
    rule = ["-e", "ip", "rule", "add", "pref", PREFERENCE, "lookup", TABLE]
    call(report, wine, "is refused as an ordinary user, as in a real distro", ["-d", "Ubuntu", *rule], 2, b"")
    call(report, wine, "may set a rule as root", ["-d", "Ubuntu", "-u", "root", *rule], 0, b"")
    call(report, wine, "lists Ubuntu as running", ["--list", "--running", "--quiet"], 0, b"Ubuntu\r\n", UTF8)


def _adapters(report, world, wine):
    with report.step("Windows sees the VPN come, go and come back as the same adapter") as evidence:
        for turn in ("come", "back"):
            world.vpn_up()
            evidence[turn] = _await_ipconfig(wine, True)
            world.vpn_down()
            evidence[f"{turn} and gone"] = _await_ipconfig(wine, False)


def _await_ipconfig(wine, wanted):
    def look():
        text = wine.run("ipconfig").stdout.decode("latin-1")
        return text if (network.VPN_ADDRESS in text) == wanted and network.WIN_LAN in text else None
    return wait_until(look, 10, f"ipconfig with{'' if wanted else 'out'} the VPN's address")


def _shutdown(report, world, witness, wine):
    witness.mark()
    call(report, wine, "--shutdown succeeds", ["--shutdown"], 0, b"")
    with report.step("it ended the VM with its rules, once") as evidence:
        evidence |= {"state": world.state(), "guest": witness.guest_ip(), "calls": witness.calls()}
        expect((evidence["state"]["mode"], evidence["state"]["shutdowns"]), ("", 1), "VM")
        expect([rule["priority"] for rule in evidence["guest"]["rule"]], [0, 32766, 32767], "rules of the guest")
