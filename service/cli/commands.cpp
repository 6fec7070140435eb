// SPDX-License-Identifier: MIT
#include "service/cli/commands.hpp"

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

const Option c_format{
    "format", "FORMAT", "table (if nothing is given) or json", {"format", {"table", "json"}}};
const Option c_settings{"file", "FILE",
                        "settings; otherwise %ProgramData%\\Mirrorwatch\\mirrorwatch.toml and your own"};
const Renamed c_config{"--config", "--file"};
const Option c_machine_file{"file", "FILE", "this file, as if it were the machine's"};
const Option c_wslconfig{"file", "FILE", "another file than your .wslconfig"};
const Option c_dry_run{"dry-run", "", "show by a diff what would change, and write nothing"};
const Option c_parent{"parent", "HANDLE", "inherited handle of the process to end with"};
const Option c_yes{"yes", "", "do it; without this it is only said what would happen"};
const Option c_method{"method",
                      "METHOD",
                      "guest or wslconfig; if nothing is given, what the settings say",
                      {"method", {"guest", "wslconfig"}}};

const std::vector<CommandRow> c_commands{
    {.words = "service",
     .summary = "install, uninstall, start, stop or look at the service",
     .chooses = "action"},
    {.words = "service install",
     .summary = "make the service known to Windows, or mend it, and put its folder on the search path"},
    {.words = "service uninstall",
     .summary = "stop and remove it, and end the tray programs",
     .more =
         "What it has changed for users who are signed in is taken back before, without a restart of WSL.",
     .options = {{"for-upgrade", "", "leave that as it is, as another version follows"},
                 {"data", "", "remove what it has kept as well, and settings that nobody has changed"},
                 {"purge", "", "with --data: settings that somebody has changed, too"}}},
    {.words = "service start", .summary = "start it and wait until it runs"},
    {.words = "service stop", .summary = "stop it and wait until it has stopped"},
    {.words = "service status", .summary = "say whether it runs; exit code 0 when it does"},
    {.words = "service start-tray",
     .summary = "have the service start the tray program for all who are logged on"},
    {.words = "service replace",
     .summary = "what setup runs from the new version's folder",
     .is_hidden = true},
    {.words = "service run", .summary = "what Windows starts"},
    {.words = "run",
     .summary = "do the service's work in this console, for this user; Ctrl-C ends it",
     .options = {{"file", "FILE", "settings; otherwise %ProgramData%\\Mirrorwatch\\mirrorwatch.toml"},
                 {"log-level",
                  "LEVEL",
                  "debug, info (if nothing is given), warn or error",
                  {"log level", {"debug", "info", "warn", "error"}}}},
     .renamed = {c_config}},
    {.words = "status",
     .summary = "show endpoints, VPNs and WSL",
     .more = "With --watch, json is one object a line.",
     .options = {{"watch", "", "show it again whenever it changes, until Ctrl-C"}, c_format}},
    {.words = "explain",
     .summary = "say what is wrong, why, and what is done about it",
     .more = "Looks for some seconds. An administrator is told as well which other user has trouble.\n"
             "Exit code 0: nothing is wrong, 1: something is, 3: no service.",
     .options = {c_format}},
    {.words = "doctor",
     .summary = "look at all that mirrored networking needs, and say what is wrong and what mends it",
     .more = "A line for each check: ok, warn, fail, or unknown. Works without the service too, and changes\n"
             "nothing. WSL is not started unless you say --start-wsl.\n"
             "Exit code 0: nothing is wrong, 1: something is; a warning counts with --strict alone.",
     .options = {c_format,
                 {"quiet", "", "only what is wrong"},
                 {"strict", "", "a warning counts as wrong"},
                 {"docker", "",
                  "publish a port for a moment, by an image that is there, and fetch it from Windows"},
                 {"start-wsl", "", "start WSL if it is not running, to look at it"}}},
    {.words = "probe",
     .summary = "ask an endpoint now, from Windows and from WSL",
     .more = "Asks one endpoint, or all that are configured, now. Works without the service.\n"
             "URL is http://…, https://…, tcp://host:port or dns://name; a port N means tcp://127.0.0.1:N.\n"
             "WSL is never started.\n"
             "Exit code 0: all are fine, 1: some are not, or nothing has that name.",
     .arguments = {{.name = "NAME|URL|PORT", .is_optional = true}},
     .options = {{"from",
                  "PLACE",
                  "windows, wsl or both; otherwise what is configured, and both for an address",
                  {"place", {"windows", "wsl", "both"}}},
                 c_settings,
                 c_format},
     .renamed = {c_config}},
    {.words = "endpoints",
     .summary = "list what is watched, propose what could be, add and remove your own",
     .more =
         "By itself it lists what is configured to be watched, where it is asked from, and which files that\n"
         "is in. What you add and remove is in your own file, and only you see it.",
     .options = {c_settings, c_format},
     .chooses = "action",
     .works_alone = true,
     .renamed = {c_config}},
    {.words = "endpoints propose",
     .summary = "what listens in WSL, or is published by Docker there, and is not watched yet",
     .more = "As TOML for mirrorwatch.toml. Without --add nothing is written. WSL is not started.",
     .options = {{"add", "", "put all of it into your own mirrorwatch.toml"}, c_settings, c_format},
     .renamed = {c_config}},
    {.words = "endpoints add",
     .summary = "watch an address, or a port of a server in WSL, for you alone",
     .more = "Adds it to %LocalAppData%\\Mirrorwatch\\mirrorwatch.toml, and changes nothing else in there.\n"
             "URL is http://…, https://…, tcp://host:port or dns://name; a port N means tcp://127.0.0.1:N.",
     .arguments = {{"URL|PORT"}},
     .options = {{"name", "NAME", "what you call it; otherwise its host, or its port"},
                 {"from",
                  "PLACE",
                  "windows, wsl or both; otherwise windows for a server in WSL, both for all else",
                  {"place", {"windows", "wsl", "both"}}},
                 {"when",
                  "TIME",
                  "always (if nothing is given), vpn (it lies behind the VPN) or no_vpn",
                  {"time", {"always", "vpn", "no_vpn"}}}}},
    {.words = "endpoints remove",
     .summary = "stop watching one of your own, and take it out of your file",
     .arguments = {{"NAME"}}},
    {.words = "endpoints undo",
     .summary = "put your file back as it was before Mirrorwatch last wrote to it",
     .more = "Not if somebody has changed it since. A second undo takes back the first."},
    {.words = "wslconfig", .summary = "show, check, change and undo .wslconfig", .chooses = "action"},
    {.words = "wslconfig show",
     .summary = "the settings as WSL reads them, and what is wrong with the file",
     .options = {c_wslconfig,
                 c_format,
                 {"all", "", "defaults too that have nothing to do with the network"}}},
    {.words = "wslconfig check",
     .summary = "only what is wrong; exit code 0: nothing, 1: warnings, or WSL cannot read the file",
     .options = {c_wslconfig, c_format}},
    {.words = "wslconfig set",
     .summary = "set a key, like networkingMode or wsl2.memory",
     .arguments = {{"KEY"}, {"VALUE"}},
     .options = {c_wslconfig, c_dry_run}},
    {.words = "wslconfig unset",
     .summary = "remove a key, so that its default counts",
     .arguments = {{"KEY"}},
     .options = {c_wslconfig, c_dry_run}},
    {.words = "wslconfig comment",
     .summary = "put a # before a key",
     .arguments = {{"KEY"}},
     .options = {c_wslconfig, c_dry_run}},
    {.words = "wslconfig uncomment",
     .summary = "take the # away",
     .arguments = {{"KEY"}},
     .options = {c_wslconfig, c_dry_run}},
    {.words = "wslconfig history",
     .summary = "the backups that were made before each change",
     .options = {c_wslconfig, c_format}},
    {.words = "wslconfig undo",
     .summary = "put the file back as it was before change N, or before the newest",
     .arguments = {{.name = "N", .is_optional = true}},
     .options = {c_wslconfig, c_dry_run}},
    {.words = "mode",
     .summary = "show WSL's networking mode, or set it in .wslconfig",
     .more = "Without a mode: what WSL is set to, and what it runs with. With one, .wslconfig is changed, "
             "with a\n"
             "backup that mirrorwatch wslconfig undo takes back. It counts from WSL's next start.",
     .arguments = {{.name = "MODE",
                    .is_optional = true,
                    .choice = {"mode", {"mirrored", "nat", "virtioproxy", "none"}}}},
     .options = {{"apply", "", "restart WSL as well, after asking"}, c_yes, c_format}},
    {.words = "apply",
     .summary = "restart WSL, so that what .wslconfig says counts",
     .more = "Names the distros that it ends, and asks. Docker Desktop is restarted where it runs.\n"
             "WSL is shut down, and starts when it is next used.",
     .options = {c_yes}},
    {.words = "firewall",
     .summary = "show what decides who reaches servers in WSL; open and close a port",
     .chooses = "action"},
    {.words = "firewall show",
     .summary = "the defaults, and the rules that can concern WSL",
     .options = {c_format}},
    {.words = "firewall allow",
     .summary = "let other machines reach a TCP port of WSL",
     .more = "Makes a rule of Windows' firewall and one of the Hyper-V firewall, in the group Mirrorwatch. "
             "Needs\n"
             "an elevated console. They go when Mirrorwatch is removed.",
     .arguments = {{"PORT"}},
     .options = {{"public", "",
                  "on public networks too; otherwise on private ones and your organisation's"}}},
    {.words = "firewall remove",
     .summary = "take those rules away again",
     .arguments = {{"PORT"}},
     .options = {{"all", "", "all that Mirrorwatch has made", {}, false, true}}},
    {.words = "settings",
     .summary = "check, show and change mirrorwatch.toml",
     .more = "Looks at the machine's file and your own, or at the one of --file. Secrets are not shown.",
     .chooses = "action"},
    {.words = "settings check",
     .summary = "what is wrong with mirrorwatch.toml, and what would be watched",
     .more = "Exit code 0: nothing is wrong, 1: warnings or errors.",
     .options = {c_format, c_machine_file}},
    {.words = "settings show",
     .summary = "every setting with its value",
     .options = {c_format, c_machine_file}},
    {.words = "settings set",
     .summary = "give settings of the machine's file other values, like policy.action auto",
     .more =
         "Only an administrator can write to that file. Nothing else in it changes; what it was before is "
         "kept\nin the folder settings-history beside it. What your organisation sets cannot be changed "
         "here.",
     .arguments = {{"KEY"}, {"VALUE"}, {.name = "MORE", .is_optional = true, .is_repeated = true}},
     .options = {c_machine_file, c_dry_run}},
    {.words = "vpn",
     .summary = "list the VPNs, say why an adapter is taken for one, keep one out of WSL and give it back",
     .chooses = "action"},
    {.words = "vpn list",
     .summary = "which network adapters are VPNs, or may be",
     .options = {{"all", "", "every adapter"},
                 {"whole", "", "every adapter, and as JSON routes, phonebook, services and proxy as well"},
                 {"route", "ADDRESS",
                  "which adapter Windows uses for an IPv4 or IPv6 address, and what Mirrorwatch makes of "
                  "the routes"},
                 c_format}},
    {.words = "vpn explain",
     .summary = "why an adapter of this machine is taken for a VPN, or is not",
     .arguments = {{.name = "NAME", .wanted = "the name of an adapter; see: mirrorwatch vpn list --all"}}},
    {.words = "vpn exclude",
     .summary = "take a VPN away from WSL, without a restart",
     .more = "NAME: the VPN's client or its adapter, as mirrorwatch status shows them.\n"
             "--method wslconfig goes by .wslconfig, as you, and needs no service.\n"
             "--print-script STEP --device NAME, without a VPN: prints the script of a step, for a root\n"
             "shell in WSL. Needs no service.",
     .arguments = {{"NAME"}},
     .options = {{"always", "", "and from now on without asking"},
                 c_method,
                 {"yes", "", "with wslconfig: do it; without this it is only said what would happen"},
                 {"dry-run", "", "say what would be done, with the commands, and change nothing"},
                 {"verify", "", "with wslconfig: whether the line has an effect in the running WSL"},
                 {.name = "print-script",
                  .value = "STEP",
                  .meaning = "show, apply, verify, refresh or undo",
                  .choice = {"step", {"show", "apply", "verify", "refresh", "undo"}},
                  .replaces_arguments = true},
                 {"device", "NAME", "the VPN's device in WSL, such as eth1"}}},
    {.words = "vpn include",
     .summary = "give an excluded VPN back to WSL",
     .more = "NAME: the VPN's client or its adapter, as mirrorwatch status shows them.\n"
             "A VPN that .wslconfig excludes is taken out of it, as you, without the service.",
     .arguments = {{"NAME"}},
     .options = {{"never-ask", "", "and from now on leave it alone, without asking"}, c_method}},
    {.words = "vpn classify",
     .summary = "judge the adapters of a JSON list, each with friendly_name, description and if_type",
     .options =
         {{.name = "file", .value = "FILE", .meaning = "the list of adapters, as JSON", .is_needed = true},
          c_format}},
    {.words = "rollback",
     .summary = "switch WSL back to NAT networking; shuts WSL down",
     .options =
         {{"mode", "MODE", "nat (if nothing is given) or virtioproxy", {"mode", {"nat", "virtioproxy"}}},
          c_yes}},
    {.words = "restore",
     .summary = "put the networking mode back as it was; shuts WSL down",
     .options = {c_yes}},
    {.words = "pause",
     .summary = "stop probing and asking, for a time or until resumed",
     .more = "TIME: minutes, or 30m, 1h, or until-tomorrow: until 6:00 in the morning.\n"
             "Without it, the pause lasts until: mirrorwatch resume",
     .arguments = {{.name = "TIME", .is_optional = true}}},
    {.words = "resume", .summary = "end the pause"},
    {.words = "history",
     .summary = "list what Mirrorwatch has found and done for you",
     .more = "The newest first. The changes of .wslconfig are in: mirrorwatch wslconfig history",
     .options = {{"last", "N", "only the newest N, 1000 at most; otherwise 20"},
                 {"all", "", "for all users of this machine; from an elevated console"},
                 c_format}},
    {.words = "bundle",
     .summary = "put what helps to find a fault into one zip file, for whoever helps you",
     .more =
         "What doctor, status, explain, history, settings and vpn list say, .wslconfig, and the end of the\n"
         "log. Names of users, computers and hosts, and what looks like a secret, are masked. It says first\n"
         "what is in it, and sends nothing anywhere.\n"
         "FILE: a new one; otherwise mirrorwatch-bundle-TIME.zip in this folder.",
     .arguments = {{.name = "FILE", .is_optional = true}},
     .options = {{"unmasked", "", "with all names and addresses as they are"}}},
    {.words = "completions",
     .summary = "print a script that completes these commands in a shell",
     .more = "For your $PROFILE: mirrorwatch completions powershell | Out-String | Invoke-Expression",
     .arguments = {{.name = "SHELL", .choice = {"shell", {"powershell"}}}}},
    {.words = "agent",
     .summary = "what the service starts for a user; not to be called by hand",
     .options = {c_parent},
     .is_hidden = true},
    {.words = "prober",
     .summary = "what the service starts to probe as a user; not to be called by hand",
     .options = {c_parent},
     .is_hidden = true},
    {.words = "config", .now = "wslconfig"},
    {.words = "exclude", .now = "vpn exclude"},
    {.words = "include", .now = "vpn include"},
    {.words = "adapters", .now = "vpn list --all", .renamed = {{"--all", "--whole"}}},
};

} // namespace

const std::vector<CommandRow>& commands() {
    return c_commands;
}

bool is_verb(const CommandRow& command) {
    return command.words.find(' ') == std::string_view::npos;
}

bool can_run(const CommandRow& command) {
    return !is_old_name(command) && (command.chooses.empty() || command.works_alone);
}

bool is_old_name(const CommandRow& command) {
    return !command.now.empty();
}

std::string_view last_word(const CommandRow& command) {
    return command.words.substr(command.words.find(' ') + 1);
}

std::vector<const CommandRow*> told_of(std::string_view verb) {
    std::vector<const CommandRow*> found;
    for (const CommandRow& command : c_commands) {
        const std::string_view before =
            is_verb(command) ? "" : command.words.substr(0, command.words.find(' '));
        if (before == verb && !command.is_hidden && !is_old_name(command)) {
            found.push_back(&command);
        }
    }
    return found;
}

std::vector<const CommandRow*> old_names() {
    std::vector<const CommandRow*> found;
    for (const CommandRow& command : c_commands) {
        if (is_old_name(command)) {
            found.push_back(&command);
        }
    }
    return found;
}

const CommandRow* find_command(std::string_view words) {
    const auto found = std::ranges::find(c_commands, words, &CommandRow::words);
    return found == c_commands.end() ? nullptr : &*found;
}

} // namespace mirrorwatch::cli
