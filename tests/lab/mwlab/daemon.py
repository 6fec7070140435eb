# SPDX-License-Identifier: MIT
"""WSL's service in the lab: answers the stand-in wsl.exe on 127.0.0.1:7171 of `win`, and the test's driver on a Unix socket.

    python3 -m mwlab.daemon OPTIONS.json      prints "ready"; ends with the process that started it

Stand-in: one JSON line {"argv", "stdin", "raw", "env"}; answered by lines {"stdout": base64}, {"stderr": base64} and a last
{"exit": n}. Driver: one JSON line {"control": verb, ...arguments}; answered by {"result": ...} or {"error": sentence}.
The driver's verbs are not reachable over the network: the product must not be able to help itself.
Every call is appended to calls.jsonl when it ends: evidence from outside the product.
"""
import asyncio
import base64
import json
import os
import signal
import sys
import time
from pathlib import Path

from . import guestroot, wslcli
from .guest import Guest
from .misbehaviour import misbehave
from .network import Names
from .scene import Scene
from .shell import LabError, die_with_parent, kill_group
from .vm import Vm

PORT = 7171
TEND_INTERVAL = 0.1
LINE_LIMIT = 1 << 20  # a Windows command line has up to 32767 characters, and comes twice
LOCK_FREE = ("state", "set_fault", "configure")  # answered also while a slow shutdown holds the session
SCENE_VERBS = ("vpn_up", "vpn_down", "event")  # they wait for the mirror, and no call of wsl.exe waits for them
NO_PROGRAM = "<3>WSL (9) ERROR: CreateProcessCommon:640: execvpe({}) failed: No such file or directory\n"


class Reply:
    """The stand-in's side of a call: bytes out, and at last the exit code."""

    def __init__(self, writer, env):
        self.writer, self.utf8, self.quiet = writer, env.get("WSL_UTF8") == "1", env.get("WSL_DISABLE_WARNINGS") == "1"

    def data(self, stream, data):
        if data:
            self.line({stream: base64.b64encode(data).decode()})

    def text(self, text, stream="stdout"):
        self.data(stream, wslcli.encode(text, self.utf8))

    def warnings(self, warnings):
        if not self.quiet:
            self.text("".join(f"wsl: {w}\n" for w in warnings), "stderr")

    def line(self, reply):
        if not self.writer.is_closing():
            self.writer.write(json.dumps(reply, separators=(",", ":")).encode() + b"\n")


class Daemon:
    """One event loop, one Vm. `session` is the lock that WSL holds while it starts or stops things; `scene`, always taken after
    it, that of whoever changes the network. Verbs of the scene run in a thread, all else in the loop."""

    def __init__(self, options):
        self.folder = Path(options["folder"])
        names = Names(*options["names"])
        guest = Guest(names, self.folder)
        self.vm = Vm(Scene(names), guest, self.folder / "hits.jsonl", Path(options["wslconfig"]), ports=tuple(options["ports"]))
        self.guest, self.session, self.scene = guest, asyncio.Lock(), asyncio.Lock()

    async def serve(self):
        stand_in = await asyncio.start_server(self.on_stand_in, "127.0.0.1", PORT, limit=LINE_LIMIT)
        driver = await asyncio.start_unix_server(self.on_driver, self.folder / "control")
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        print("ready", flush=True)
        async with stand_in, driver:
            while not stop.is_set():
                async with self.session:
                    if not self.scene.locked():
                        self.vm.tend()
                try:
                    await asyncio.wait_for(stop.wait(), TEND_INTERVAL)
                except asyncio.TimeoutError:
                    pass
        os._exit(0)  # calls may still hang on purpose; their processes end with us

    async def on_driver(self, reader, writer):
        try:
            request = json.loads(await reader.readline())
            verb = request.pop("control")
            answer = {"result": await self.controlled(verb, request)}
        except Exception as problem:  # the driver shows it; the daemon lives on
            answer = {"error": f"{type(problem).__name__}: {problem}"}
        writer.write(json.dumps(answer).encode() + b"\n")
        writer.close()

    async def controlled(self, verb, arguments):
        """control() under the locks that the verb needs."""
        if verb in LOCK_FREE:
            return self.control(verb, arguments)
        if verb in SCENE_VERBS:
            async with self.scene:
                return await asyncio.to_thread(self.control, verb, arguments)
        async with self.session, self.scene:
            return self.control(verb, arguments)

    def control(self, verb, arguments):
        vm = self.vm
        if verb == "configure":  # wslconfig, ports, options, idle, distros: taken up at the next VM start
            for name, value in arguments.items():
                setattr(vm, name, {"wslconfig": Path, "ports": tuple}.get(name, lambda v: v)(value))
        elif verb == "start_distro":
            distro = arguments.get("distro") or vm.distros[0]
            warnings = vm.ensure_started(distro, by_user=True)
            vm.held.add(distro)
            return warnings
        elif verb == "release_distro":
            vm.held.discard(arguments["distro"])
        elif verb in ("stop", "start_server", "kill_server", "vpn_up", "vpn_down", "event", "set_fault"):
            getattr(vm, verb)(**arguments)
        elif verb != "state":
            raise LabError(f"no such verb: {verb}")
        return vm.state()

    async def on_stand_in(self, reader, writer):
        started, code, request = time.time(), None, {}
        try:
            request = json.loads(await reader.readline())
            reply = Reply(writer, request.get("env", {}))
            command = wslcli.parse(request["argv"], request.get("raw", ""))
            code = await self.call(command, reply, reader, request.get("stdin", ""))
            reply.line({"exit": code})
            await writer.drain()
        except (ConnectionError, ValueError):
            pass  # the caller went away; the log says so by a missing exit code
        finally:
            if request:
                self.log(request, started, code)
            writer.close()

    def log(self, request, started, code):
        record = {"time": started, "argv": request["argv"], "stdin": request.get("stdin", ""), "exit": code, "ms": round((time.time() - started) * 1000),
                  "env": request.get("env", {})}
        with open(self.folder / "calls.jsonl", "a") as log:
            log.write(json.dumps(record) + "\n")

    async def call(self, command, reply, reader, text):
        """One wsl.exe call; returns its exit code, or None when the caller vanished."""
        vm = self.vm
        if kind := vm.faults["wsl_exe"]:
            return await misbehave(kind, reply, reader, vm)
        simple = {"version": lambda: (wslcli.VERSION, 0), "help": lambda: (wslcli.USAGE, wslcli.FAILED),
                  "status": lambda: wslcli.status_text(vm), "list": lambda: wslcli.list_text(command.options, vm),
                  "invalid": lambda: wslcli.invalid_text(command.shell)}
        if command.verb in simple:
            text, code = simple[command.verb]()
            reply.text(text)
            return code
        if command.verb == "shutdown":
            return await self.shutdown(reply)
        command.distro = command.distro or vm.distros[0]
        if command.distro not in vm.distros:
            reply.text(wslcli.NOT_FOUND)
            return wslcli.FAILED
        if command.verb == "terminate":
            async with self.session:
                vm.terminate(command.distro)
            reply.text("The operation completed successfully. \n")
            return 0
        return await self.run(command, reply, reader, text)

    async def shutdown(self, reply):
        async with self.session:
            if self.vm.faults["fail_shutdown"]:
                reply.text(wslcli.NO_MEMORY if self.vm.faults["fail_shutdown"] == "memory" else wslcli.SHUTDOWN_FAILED)
                return wslcli.FAILED
            await asyncio.sleep(self.vm.faults["slow_shutdown"])
            self.vm.counters.shutdowns += 1
            async with self.scene:
                self.vm.stop()
            return 0

    async def run(self, command, reply, reader, text):
        """A command of the guest: starts VM and distro where needed, carries bytes and exit code back."""
        async with self.session:
            reply.warnings(await self.started(command.distro))
            vm_id = self.vm.vm_id
            user = command.user or self.guest.kind(command.distro).user
            argv = [self.guest.shell(command.distro), "-c", command.shell] if command.shell else list(command.argv)
            if self.vm.faults["hang"]:
                argv = ["sleep", "infinity"]
            if not self.guest.has_program(command.distro, argv[0]):
                reply.data("stderr", NO_PROGRAM.format(argv[0]).encode())
                return 1
            process = await self.start(argv, command, user)
            process.stdin.write(text.encode())
            process.stdin.close()
            self.vm.processes[process] = command.distro
        try:
            return await self.carry(process, reply, reader, vm_id)
        finally:
            self.vm.processes.pop(process, None)

    async def started(self, distro):
        """Starts VM and distro where need be; a VM that runs waits for nobody who changes the network."""
        if self.vm.mode:
            return self.vm.ensure_started(distro)
        async with self.scene:
            return self.vm.ensure_started(distro)

    async def start(self, argv, command, user):
        layout, env = self.guest.layout(command.distro, user), self.guest.env(command.distro, user)
        folder = command.folder if os.path.isdir(command.folder) else "/"

        def enter():
            die_with_parent()
            guestroot.enter(layout)
        return await asyncio.create_subprocess_exec(
            *argv, env=env, cwd=folder, start_new_session=True, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE, preexec_fn=enter)

    async def carry(self, process, reply, reader, vm_id):
        async def pump(stream, name):
            while data := await stream.read(65536):
                reply.data(name, data)

        finished = asyncio.ensure_future(asyncio.gather(pump(process.stdout, "stdout"), pump(process.stderr, "stderr"), process.wait()))
        vanished = asyncio.ensure_future(reader.read())
        await asyncio.wait({finished, vanished}, return_when=asyncio.FIRST_COMPLETED)
        if not finished.done():
            vanished.exception()  # a caller that was killed leaves a reset connection
            kill_group(process.pid)
            await finished
            return None
        vanished.cancel()
        if vm_id != self.vm.vm_id:
            reply.text(wslcli.TERMINATED)
            return wslcli.FAILED
        return process.returncode if process.returncode >= 0 else 128 - process.returncode


if __name__ == "__main__":
    asyncio.run(Daemon(json.loads(Path(sys.argv[1]).read_text())).serve())
