# SPDX-License-Identifier: MIT
"""The ladder of remedies, played to its end: what helps is kept, what does not is taken back, and nothing stays behind.

In each case the service is killed at one moment of those that the case has, and started again: it has to come to the
same end. What it did is seen in the guest, in `.wslconfig`, in WSL's counters and in the server's log.
"""
import time

from mwlab.proof import LAN_URL, expect
from mwlab.shell import LabError, wait_until

from .console import Console
from .exclusion import expect_exclusion, is_ours_there, remedy
from .product import states
from .scenes import VPN, choices_of
from .stage import BEHIND, BEHIND_PORT, BEHIND_URL, CONFIG, DISTRO, ENDPOINT_BEHIND, LAN, ON_LAN, PATH, WITH_NAT

WITH_PROXY = CONFIG.replace(b"Mirrored   # for the dev server\r\n", b"virtioproxy   # for the dev server\r\nlocalhostForwarding=false\r\n")  # for VS Code's sake
FILES = {"mirrored": CONFIG, "nat": WITH_NAT, "virtioproxy": WITH_PROXY}
RUNS = {"mirrored": "mirrored", "nat": "nat", "virtioproxy": "consomme"}  # what WSL calls a mode that runs
SETTINGS = """
[health]
interval = "5s"
timeout = "2s"
retry_interval = "1s"
start_period = "1s"
[wsl]
poll = "5s"
awaiting_poll = "1s"
[policy]
settle = "2s"
verify_within = "15s"
countdown = "5s"
idle_only = false
cooldown = "1s"
{policy}
"""
PATIENCE = 150  # seconds, for what comes within a few on a machine that has nothing else to do
SILENCE = 5  # seconds without another question; settled and asked for it would be there
SWITCH, SWITCH_BACK = ("applying", "shutting_down"), ("undoing", "undo_shutting_down")


class Player(Console):
    """The user, and whoever kills the service, in one case after the other."""

    def __init__(self, world, wine, report):
        super().__init__(world, wine)
        self.report = report
        self.moments, self.killed = [], []
        self.since, self.killed_at, self.consents, self.before = 0.0, 0.0, 0, {}

    def step(self, name):
        return self.report.step(name)

    def begin(self, case, moments):
        """A fresh service with the case's settings, in a healthy world; it is to be killed at the moments."""
        with self.step(f"{case.name}{''.join(f'; killed: {moment}' for moment in moments)}") as evidence:
            if self.process:
                self.kill()
            self.product.configure([ON_LAN, *case.endpoints], SETTINGS.format(policy=case.policy))
            self.moments, self.killed = list(moments), []
            self.consents, self.since = self.world.state()["shutdowns"], time.time()
            self.witness.mark()
            evidence["status"] = self.start()
            expect(evidence["status"]["remedies"], [], "remedies of a fresh service")
            self.until(lambda s: self.endpoint(s) == "up", "the endpoint is up")
            self.before = self.guest()
            evidence |= {"guest": self.before, "probes": self.probes()}

    def at(self, moment):
        """Kills the service and starts it again if this is the moment for it."""
        if moment in self.moments and moment not in self.killed:
            self.kill()
            self.killed.append(moment)
            self.killed_at = time.time()
            self.start()

    def passes(self, label, kind, states, beyond=""):
        """The same as soon as a remedy has been seen in a state; one that took no time is over when `beyond` is seen."""
        for state in states:
            moment = f"{label} {state}"
            if moment in self.moments and moment not in self.killed:
                past = time.time() - self.since
                self.watch.first(lambda s, wanted=(state, beyond or state): remedy(s, kind) in wanted, self.since, past + PATIENCE, moment)
                self.at(moment)

    def until(self, wanted, what):
        """Waits for a snapshot; it is the evidence."""
        return self.watch.first(wanted, max(self.since, time.time()), PATIENCE, what)[1]

    def ended(self, kind, state):
        """Waits until the last remedy of a kind has ended so. A service that was killed after that does not tell of it."""
        def look(status):
            seen = remedy(status, kind)
            return seen == state or (not seen and self.killed_at > self.since)
        return self.until(look, f"{kind} {state}")

    def question(self, choices):
        """Waits for a question with just these choices."""
        offer = self.until(lambda s: s["offer"], f"a question with {choices}")["offer"]
        expect(offer["choices"], list(choices), f"the choices of {offer}")
        expect(offer["distros"], [DISTRO], "the distros it names")
        return offer

    def answers(self, choices, choice, moment):
        """Waits for a question and answers it; a kill right after the answer must not undo the consent."""
        offer = self.question(choices)
        self.since = time.time()
        answer = self.tell("answer_offer", offer=offer["id"], choice=choice)
        expect(answer["accepted"], True, f"the answer {choice}: {answer}")
        self.at(f"{moment} accepted")
        return {"offer": offer, "answer": answer}

    def vpn_comes(self, **options):
        """A full tunnel comes up, and WSL does not reach the LAN any more."""
        with self.step("the VPN comes up: the endpoint is dead, and the user is asked") as evidence:
            self.since = time.time()
            self.world.vpn_up(**options)
            evidence |= {"curl": self.witness.await_dead(LAN_URL, where="guest"), "guest": self.witness.guest_ip()}
            offer = self.question(ALL)
            if "asked" in self.moments:
                self.at("asked")
                self.unchanged()
                # What was fine before the VPN came up died with the service: it is asked at the VPN's next coming.
                self.world.vpn_down()
                self.until(lambda s: not s["vpns"] and self.endpoint(s) == "up", "the endpoint is up without VPN")
                self.since = time.time()
                self.world.vpn_up(**options)
                offer = self.question(ALL)
            evidence["offer"] = offer
            expect((offer["vpn"], offer["endpoints"], offer["fault"]), (VPN, [LAN], "vpn_cuts_wsl"), "what it is about")

    def vpn_goes(self):
        self.since = time.time()
        self.world.vpn_down()

    def excludes(self, choices, state):
        """The VPN is excluded by consent, and that ends in `state`."""
        with self.step(f"excluded: {state}") as evidence:
            evidence |= self.answers(choices, "exclude", "exclude")
            self.passes("exclude", "exclude", ("applying", "verifying"), beyond=state)
            if state == "given_up":
                self.passes("exclude", "exclude", ("undoing",))
            evidence["status"] = self.ended("exclude", state)
            self.passes("exclude", "exclude", ("helped",))
            evidence |= {"guest": self.witness.guest_ip(), "state": self.world.state()}
            expect(self.world.wslconfig.read_bytes(), CONFIG, ".wslconfig")
            expect(evidence["state"]["shutdowns"], self.consents, "shutdowns")

    def switches(self, choices, mode):
        """WSL is switched by consent: one edit, one shutdown, no start."""
        with self.step(f"{mode}: .wslconfig has it, one shutdown, WSL is awaited") as evidence:
            evidence |= self.answers(choices, mode, mode)
            self.stops(mode, mode, SWITCH, "awaiting_wsl")
            evidence["state"] = self.world.state()

    def stops(self, mode, label, states, awaiting):
        """One consent more: the file is set to `mode`, and WSL is shut down once."""
        self.consents += 1
        self.passes(label, "switch_mode", states)
        self.until(lambda s: remedy(s, "switch_mode") == awaiting and not s["wsl_running"], awaiting)
        self.passes(label, "switch_mode", (awaiting,))
        self.until(lambda s: remedy(s, "switch_mode") == awaiting and not s["wsl_running"], awaiting)
        expect(self.world.wslconfig.read_bytes(), FILES[mode], ".wslconfig")
        expect((self.world.state()["shutdowns"], self.world.state()["mode"]), (self.consents, ""), "shutdowns, and the VM")

    def wsl_starts(self, mode):
        """Somebody else starts WSL and the server."""
        self.witness.mark()
        warnings = self.world.start_distro(DISTRO)
        self.world.start_server()
        expect((warnings, self.world.state()["mode"]), ([], RUNS[mode]), "WSL's warnings, and the mode of the VM")

    def helps(self, mode):
        """The mode is kept, and the server reached."""
        with self.step(f"somebody starts WSL: {mode} helps") as evidence:
            self.wsl_starts(mode)
            self.passes(mode, "switch_mode", ("verifying",), beyond="helped")
            evidence["status"] = self.until(lambda s: remedy(s, "switch_mode") == "helped", f"{mode} helped")
            self.passes(mode, "switch_mode", ("helped",))
            evidence |= {"curl": self.witness.await_healthy(LAN_URL, where="guest"), "probes": wait_until(self.probes, PATIENCE, "probes"),
                         "guest": self.witness.guest_ip()}
            self.until(lambda s: remedy(s, "switch_mode") == "helped" and self.endpoint(s) == "up", "in force and up")

    def is_in_vain(self, mode):
        """The mode does not help."""
        with self.step(f"somebody starts WSL: {mode} does not help") as evidence:
            self.wsl_starts(mode)
            evidence["curl"] = self.witness.await_dead(LAN_URL, where="guest")
            self.passes(mode, "switch_mode", ("verifying",))

    def restores(self):
        """The VPN is gone, and the user agrees to go back."""
        with self.step("the VPN goes down: mirrored is proposed and agreed to, one shutdown, the file is the original") as evidence:
            self.vpn_goes()
            if "restore asked" in self.moments:
                self.question(BACK)
                self.at("restore asked")
            evidence |= self.answers(BACK, "restore", "restore")
            expect(evidence["offer"]["mode"], "mirrored", "the mode that is proposed")
            self.stops("mirrored", "restore", SWITCH_BACK, "undo_awaiting_wsl")

    def comes_back(self, state):
        """Mirrored again, and everything as before."""
        with self.step("somebody starts WSL: mirrored, healthy, everything as before") as evidence:
            self.wsl_starts("mirrored")
            evidence["status"] = self.ended("switch_mode", state)
            evidence["curl"] = self.witness.await_healthy(LAN_URL, where="guest")

    def finish(self):
        """Nothing of the product is left, it killed no session without consent, and it was killed as planned."""
        with self.step("nothing of it is left") as evidence:
            def look():
                return self.guest() == self.before
            wait_until(look, PATIENCE, f"the guest's routes and rules as before: {self.guest()}")
            evidence["status"] = self.until(lambda s: self.endpoint(s) == "up" and not s["offer"], "all is well")
            evidence |= {"guest": self.guest(), "state": self.world.state()}
            self.unchanged()
            expect(self.killed, self.moments, "the moments of kills")
            expect(bool(self.probes()), True, "probes that reached the server")
            expect((evidence["status"]["health"], evidence["status"]["effective"]), ("fine", "mirrored"), "health and mode")
            expect([r for r in evidence["status"]["remedies"] if r["state"] not in ("undone", "given_up")], [], "remedies")

    def unchanged(self):
        """The file, the guest's rules and WSL's counters as consented to."""
        state = self.world.state()
        expect(self.world.wslconfig.read_bytes(), CONFIG, ".wslconfig")
        expect((state["shutdowns"], state["starts_by_call"]), (self.consents, 0), "shutdowns, and starts by a call")
        expect(is_ours_there(self), [], "what is ours in the guest")

    def asks_nothing(self):
        """Whether the guest was not asked for a second."""
        return not [call for call in self.witness.calls() if "-d" in call["argv"] and call["time"] + call["ms"] / 1000 > time.time() - 1]

    def guest(self):
        """The guest's routes and rules; the kernel gives devices new numbers with each VM, so not those."""
        seen = self.witness.guest_ip()
        return {name: seen[name] for name in ("route", "rule", "route6", "rule6", "nexthop")}

    def probes(self):
        return [hit for hit in self.witness.hits() if hit["path"] == PATH]

    @staticmethod
    def endpoint(status, name=LAN):
        return states(status).get(name, "")


ALL = ("exclude", "nat", "not_now")  # one mode at a time
NEXT = ("virtioproxy", "restore", "not_now")
BACK = ("restore", "not_now")


def exclusion_helps(player):
    """The gentlest rung is enough."""
    player.vpn_comes()
    player.excludes(ALL, "helped")
    with player.step("in force: it is in the guest, and the LAN answers") as evidence:
        evidence |= {"curl": player.witness.await_healthy(LAN_URL, where="guest"), "guest": player.witness.guest_ip()}
        expect_exclusion(evidence["guest"], "eth1")
        player.until(lambda s: player.endpoint(s) == "up" and remedy(s, "exclude") == "helped", "in force and up")
    with player.step("the VPN goes down: lifted") as evidence:
        player.vpn_goes()
        player.passes("lift", "exclude", ("undoing",))
        evidence["status"] = player.ended("exclude", "undone")


def nat_helps(player):
    """Exclusion is in vain and taken back; NAT helps, and goes with the VPN."""
    player.vpn_comes(cuts=["mirrored"])
    player.excludes(ALL, "given_up")
    expect(is_ours_there(player), [], "what is ours in the guest, after it was in vain")
    player.switches(ALL[1:], "nat")
    player.helps("nat")
    player.restores()
    player.comes_back("undone")


def virtioproxy_helps(player):
    """NAT is in vain; the next rung is another question, and helps."""
    player.vpn_comes(cuts=["mirrored", "nat"])
    player.switches(ALL, "nat")
    player.is_in_vain("nat")
    player.switches(NEXT, "virtioproxy")
    player.helps("virtioproxy")
    player.restores()
    player.comes_back("undone")


def nothing_helps(player):
    """Every rung is in vain: the file is put back without a further shutdown, and nothing more is asked."""
    player.vpn_comes(cuts=["mirrored", "nat", "consomme"])
    player.excludes(ALL, "given_up")
    player.switches(ALL[1:], "nat")
    player.is_in_vain("nat")
    player.switches(NEXT, "virtioproxy")
    player.is_in_vain("virtioproxy")
    with player.step("nothing helped: said so, the file put back, no further shutdown") as evidence:
        evidence["status"] = player.until(lambda s: remedy(s, "switch_mode") == "undo_awaiting_wsl", "given up")
        player.passes("back", "switch_mode", ("undo_awaiting_wsl",))
        player.unchanged()
    with player.step(f"the user restarts WSL: mirrored, dead as before, and no question within {SILENCE} s") as evidence:
        # Who ends WSL between wsl.exe's list and the question that follows it sees it start: wsl.exe knows no option against that.
        wait_until(player.asks_nothing, 20, "a second without a question to the guest")
        player.world.stop_vm()
        player.wsl_starts("mirrored")
        evidence["status"] = player.ended("switch_mode", "given_up")
        evidence["curl"] = player.witness.await_dead(LAN_URL, where="guest")
        evidence["snapshots"] = player.watch.never(lambda s: s["offer"], time.time(), SILENCE, "a question")
        player.unchanged()
    player.vpn_goes()


def behind_the_vpn(player):
    """What lies behind the VPN is never answered by exclusion; without asking NAT comes, and goes, after a countdown."""
    started = time.time()
    with player.step("the VPN comes up: WSL does not reach what lies behind it; a countdown begins, and not for exclusion") as evidence:
        player.since = time.time()
        player.world.vpn_up("harmless")
        evidence["windows"] = player.witness.await_healthy(BEHIND_URL + "/")
        offer = player.question(("nat", "not_now", "postpone"))
        player.at("countdown")
        evidence["offer"] = offer = player.question(("nat", "not_now", "postpone"))
        expect((offer["endpoints"], offer["fault"]), ([BEHIND], "vpn_targets_cut"), "what it is about")
        expect(offer["countdown_ms"] is not None, True, "a countdown")
    with player.step("the countdown runs out: NAT, one shutdown") as evidence:
        player.stops("nat", "nat", SWITCH, "awaiting_wsl")
    player.helps("nat")
    with player.step("from within WSL as well; and exclusion was never a choice") as evidence:
        player.until(lambda s: player.endpoint(s, BEHIND) == "up", f"{BEHIND} is up")
        evidence["guest"] = player.world.in_guest("curl", "-sS", "-m", "5", BEHIND_URL + "/").returncode
        expect(evidence["guest"], 0, "curl in the guest")
        evidence["hits"] = [hit for hit in player.witness.hits() if hit["path"] == PATH and hit["port"] == BEHIND_PORT]
        expect("exclude" in _choices_since(player, started), False, "exclusion among the choices")
    with player.step("the VPN goes down: after a countdown mirrored is back, one shutdown, the file is the original") as evidence:
        player.vpn_goes()
        evidence["offer"] = offer = player.question((*BACK, "postpone"))
        expect((offer["mode"], offer["countdown_ms"] is not None), ("mirrored", True), "mode and countdown")
        player.at("restore countdown")
        player.stops("mirrored", "restore", SWITCH_BACK, "undo_awaiting_wsl")
    player.comes_back("undone")


def _choices_since(player, since):
    """Whatever could be chosen in any snapshot."""
    return {choice for snapshot in player.watch.since(since) for choice in choices_of(snapshot)}


class Case:
    """What is played, and the moments at which the service may be killed."""

    def __init__(self, name, play, *moments, endpoints=(), policy=""):
        self.name, self.play, self.moments = name, play, moments
        self.endpoints, self.policy = endpoints, policy


def _moments(label, *states):
    return tuple(f"{label} {state}" for state in states)


_EXCLUDING = ("asked", *_moments("exclude", "accepted", "applying", "verifying"))
_SWITCHING = ("accepted", "applying", "shutting_down", "awaiting_wsl", "verifying")
_RESTORING = _moments("restore", "asked", "accepted", "undoing", "undo_shutting_down", "undo_awaiting_wsl")
CASES = {
    "exclude": Case("exclusion helps", exclusion_helps, *_EXCLUDING, "exclude helped", "lift undoing"),
    "nat": Case("exclusion does not help, NAT does", nat_helps, *_EXCLUDING, "exclude undoing",
                *_moments("nat", *_SWITCHING, "helped"), *_RESTORING),
    "virtioproxy": Case("NAT does not help, virtioproxy does", virtioproxy_helps, "asked", *_moments("nat", *_SWITCHING),
                        *_moments("virtioproxy", *_SWITCHING, "helped"), *_RESTORING),
    "nothing": Case("nothing helps", nothing_helps, *_EXCLUDING, "exclude undoing", *_moments("nat", *_SWITCHING),
                    *_moments("virtioproxy", *_SWITCHING), "back undo_awaiting_wsl"),
    "behind": Case("an endpoint behind the VPN, and the VPN goes", behind_the_vpn,
                   "countdown", *_moments("nat", *_SWITCHING[1:], "helped"),
                   "restore countdown", *_moments("restore", "undoing", "undo_shutting_down", "undo_awaiting_wsl"),
                   endpoints=(ENDPOINT_BEHIND,), policy='action = "auto"\nrestore_on_vpn_down = "auto"'),
}


def play(player, case, moments):
    """One case, from a healthy world to a healthy world."""
    player.begin(case, moments)
    try:
        case.play(player)
        player.finish()
    except LabError as problem:
        raise LabError(f"{problem}; the latest snapshot is {player.watch.now()}") from None
