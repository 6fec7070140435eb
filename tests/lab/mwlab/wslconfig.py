# SPDX-License-Identifier: MIT
"""WSL's own grammar of .wslconfig, as far as the networking mode needs it: bytes in, mode and warnings out.

It follows WSL's reader character by character, oddities included, because the product's editor is judged by it:
a file means what WSL reads, not what its author meant. Only networkingMode's value is judged; the other known
keys are merely recognised, so that a warning is given exactly where WSL gives one.
"""
import codecs

MODES = {"none": "none", "nat": "nat", "bridged": "bridged", "mirrored": "mirrored", "consomme": "consomme", "virtioproxy": "consomme"}
VALID = "Bridged, Consomme, Mirrored, Nat, None, VirtioProxy"
MODE_KEYS = ("wsl2.networkingmode", "experimental.networkingmode")
BOTH_SECTIONS = "networkingmode dnstunneling firewall autoproxy"
ONLY_WSL2 = ("kernel kernelmodules memory processors swap swapfile localhostforwarding nestedvirtualization debugconsole guiapplications "
             "kernelcommandline safemode virtio vmidletimeout dnsproxy ipv6 dhcp dhcptimeout vmswitch macaddress "
             "defaultvhdsize pagereporting maxcrashdumpcount hardwareperformancecounters earlybootlogging telemetry")
ONLY_EXPERIMENTAL = ("autoMemoryReclaim sparseVhd bestEffortDnsParsing dnsTunnelingIpAddress initialAutoProxyTimeout ignoredPorts "
                     "hostAddressLoopback")
ALIASES = {f"{section}.{key}": key for section in ("wsl2", "experimental") for key in BOTH_SECTIONS.split()}
ALIASES |= {f"wsl2.{key}": f"wsl2.{key}" for key in ONLY_WSL2.split()}
ALIASES |= {f"experimental.{key}": f"experimental.{key}" for key in ONLY_EXPERIMENTAL.lower().split()}
ALIASES["general.instanceidletimeout"] = "general.instanceidletimeout"
ESCAPES = {"\\": "\\", '"': '"', "b": "\b", "n": "\n", "t": "\t"}
END = ""


class Invalid(Exception):
    """A line that WSL warns about and drops."""


def read_mode(path, shown_path):
    """(effective mode, warnings) for a file that may be missing, unreadable or nonsense."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return "nat", []
    except OSError as problem:
        return "nat", [f"Failed to open config file {shown_path}, {problem.strerror}"]
    return parse(data, shown_path)


def tunnels_dns(path):
    """Whether WSL asks Windows for names by its own tunnel: unless the file says no."""
    try:
        reader = _read(path.read_bytes(), str(path))
    except OSError:
        reader = None
    return reader is None or "dnstunneling" not in reader.off


def parse(data, shown_path=".wslconfig"):
    """(mode, warnings) of a file's bytes; an unknown encoding counts as a file that cannot be opened."""
    reader = _read(data, shown_path)
    if reader is None:
        return "nat", [f"Failed to open config file {shown_path}, Invalid argument"]
    return reader.mode, reader.warnings


def _read(data, shown_path):
    """A reader at the end of the file; None: WSL does not know the encoding."""
    if data.startswith(codecs.BOM_UTF16_BE):
        return None
    if data.startswith(codecs.BOM_UTF16_LE):
        text = data[2:].decode("utf-16-le", "replace")
    else:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    reader = _Reader(text.replace("\r\n", "\n").partition("\x1a")[0], shown_path)
    reader.read()
    return reader


def _is_letter(ch):
    return ch.isascii() and ch.isalpha()


def _is_word(ch):
    return ch.isascii() and ch.isalnum()


class _Reader:
    def __init__(self, text, shown_path):
        self.text, self.at, self.line, self.path = text, 0, 1, shown_path
        self.section, self.section_length = "", 0  # kept apart, because a broken header changes only the first
        self.mode, self.seen, self.off, self.warnings = "nat", {}, set(), []  # off: keys that are false

    def read(self):
        while self.peek() != END:
            try:
                self.read_line()
            except Invalid as problem:
                self.warnings.append(f"{problem} in {self.path}:{self.line}")
                self.skip_line()
            self.take_newline()

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else END

    def skip_line(self):
        while self.peek() not in (END, "\n"):
            self.at += 1

    def take_newline(self):
        if self.peek() == "\n":
            self.line += 1
        if self.peek() in ("\n", "\r"):
            self.at += 1

    def skip_blanks(self):
        while self.peek() and self.peek() in " \t":
            self.at += 1

    def word(self):
        start = self.at
        while self.peek() and _is_word(self.peek()):
            self.at += 1
        return self.text[start:self.at]

    def read_line(self):
        self.skip_blanks()
        ch = self.peek()
        if ch in (END, "\n", "\r"):
            return
        if ch == "#":
            self.skip_line()
        elif ch == "[":
            self.read_section()
        elif _is_letter(ch):
            self.read_key()
        else:
            raise Invalid("Invalid key name")

    def read_section(self):
        self.at += 1
        if not _is_letter(self.peek()):
            raise Invalid("Invalid section name")
        self.section = self.word()  # a failure from here on leaves the new name with the old section's length
        if self.peek() != "]":
            raise Invalid("Expected ']'")
        self.at += 1
        self.skip_blanks()
        if self.peek() == "#":
            self.skip_line()
        elif self.peek() not in (END, "\n", "\r"):
            raise Invalid("Expected ' ' or '\\n'")
        self.section_length = len(self.section)

    def read_key(self):
        name = self.word()
        self.skip_blanks()
        if self.peek() != "=":
            raise Invalid("Expected '='")
        self.at += 1
        self.skip_blanks()
        value = self.value()
        prefix = self.section.ljust(self.section_length, "\0")[:self.section_length]
        full = f"{prefix}.{name}" if prefix else name
        self.register(full.partition("\0")[0], value)  # a C string: the padding hides the rest

    def value(self):
        kept, quoted, solid = [], False, 0  # solid: up to where blanks must not be trimmed
        while True:
            ch = self.peek()
            if ch in (END, "\n", "\r") or (ch == "#" and not quoted):
                break
            self.at += 1
            if ch == '"':
                quoted = not quoted
                solid = len(kept)
            elif ch == "\\":
                kept.extend(self.escape())
                solid = len(kept)
            else:
                kept.append(ch)
                if ch not in " \t":
                    solid = len(kept)
        if quoted:
            raise Invalid("Expected '\"'")
        if self.peek() == "#":
            self.skip_line()
        narrow = bytes(ord(c) & 0xFF for c in kept[:solid])  # WSL stores the low byte only
        return narrow.decode("utf-8", "replace").partition("\0")[0]

    def escape(self):
        ch = self.peek()
        if ch == "\n":
            self.line += 1
        elif ch != "\r" and ch not in ESCAPES:
            raise Invalid(f"Invalid escaped character: '{ch}'")
        self.at += 1
        return ESCAPES.get(ch, "")

    def register(self, name, value):
        identity = ALIASES.get(name.lower())
        if identity is None:
            raise Invalid(f"Unknown key '{name}'")
        if identity in self.seen:  # the first one wins, even if its value was invalid
            first, line = self.seen[identity]
            self.warnings.append(f"Duplicated config key '{name}' in {self.path}:{self.line} "
                                 f"(Conflicting key: '{first}' in {self.path}:{line})")
            return
        self.seen[identity] = (name, self.line)
        if value.lower() in ("0", "false"):
            self.off.add(identity)
        if name.lower() in MODE_KEYS:
            if value.lower() in MODES:
                self.mode = MODES[value.lower()]
            else:
                self.warnings.append(f"Invalid value '{value}' for config key '{name}' in {self.path}:{self.line} (Valid values: {VALID})")
