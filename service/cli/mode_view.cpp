// SPDX-License-Identifier: MIT
#include "service/cli/mode_view.hpp"

#include "common/text.hpp"
#include "service/agent/agent.hpp"
#include "service/cli/restart_wsl.hpp"
#include "service/cli/table.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

namespace bj = boost::json;

using enum NetworkingMode;

std::string name_of(NetworkingMode mode) {
    return std::string{text::label(mode)};
}

std::string effective_cell(const ModeNow& now) {
    if (!now.wsl_error.empty()) {
        return "not known: " + now.wsl_error;
    }
    if (now.running.empty()) {
        return "WSL is not running";
    }
    return now.effective == Unknown ? "WSL does not say" : name_of(now.effective);
}

std::string configured_cell(const ModeNow& now) {
    return name_of(now.configured) +
           (now.is_locked ? ", by your organisation; the file says " + name_of(now.written) : "");
}

void take_running(ModeNow& now, agent::Ports& ports) {
    const agent::Reply reply = agent::handle(agent::ObserveWsl{true}, ports);
    if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
        now.wsl_error = text::to_text(refusal->why);
        return;
    }
    const auto& seen = std::get<WslObservation>(reply);
    now.running = seen.running;
    now.effective = seen.effective;
}

} // namespace

Result<ModeNow> mode_now(const wslconfig::Policies& policies, agent::Ports& ports) {
    const auto bytes = ports.config.read();
    if (!bytes) {
        return Error{text::to_text({MessageId::ConfigUnreadable, {bytes.error().message}})};
    }
    const auto settings = wslconfig::read(std::string_view{*bytes ? **bytes : std::string_view{}});
    if (!settings) {
        return Error{text::to_text({MessageId::ConfigUnreadable, {settings.error().message}})};
    }
    wslconfig::Policies free = policies;
    free.may_choose_mode = true;
    ModeNow now{ports.config.path(), wslconfig::mode_of(*settings, free),
                wslconfig::mode_of(*settings, policies)};
    now.is_locked = now.written != now.configured;
    take_running(now, ports);
    return now;
}

std::string mode_table(const ModeNow& now) {
    const std::string text = table({{"Set to", configured_cell(now)},
                                    {"Runs with", effective_cell(now)},
                                    {"Set in", visible(now.path)}});
    const bool waits = now.effective != Unknown && now.effective != now.configured;
    return text + (waits ? "\nThey differ: WSL was not restarted since, or could not start that mode.\n" +
                               restart_words(now) + "To do it: mirrorwatch apply\n"
                         : "");
}

std::string mode_json(const ModeNow& now) {
    bj::array running;
    for (const std::string& distro : now.running) {
        running.emplace_back(distro);
    }
    const bj::object object{
        {"version", 1},
        {"path", now.path},
        {"written", to_string(now.written)},
        {"configured", to_string(now.configured)},
        {"effective", now.effective == Unknown ? bj::value(nullptr) : bj::value(to_string(now.effective))},
        {"running", running},
        {"locked", now.is_locked}};
    return bj::serialize(object) + "\n";
}

std::string restart_words(const ModeNow& now) {
    if (!now.wsl_error.empty()) {
        return "A restart of WSL ends all distros. What runs now is not known: " + now.wsl_error + "\n";
    }
    if (now.running.empty()) {
        return "No distro is running now, so nothing has to be restarted.\n";
    }
    return "A restart of WSL ends " + text::list_of(now.running) +
           (runs_docker(now.running) ? ", and Docker Desktop has to be restarted with it" : "") + ".\n";
}

std::string_view side_effect_of(NetworkingMode mode) {
    switch (mode) {
    case None:
        return "WSL has no network at all then.";
    case VirtioProxy:
        return "With VirtioProxy, called consomme since WSL 2.9, VS Code needs localhostForwarding=false, "
               "and "
               "programs that know only NAT and mirrored, such as usbipd and ddev, may refuse.";
    case Nat:
        return "With NAT, WSL has addresses of its own, and Windows is not at 127.0.0.1 there.";
    case Mirrored:
        return "In mirrored mode a server in WSL on 0.0.0.0 is on all of Windows' addresses; \"mirrorwatch "
               "doctor\" says who gets there.";
    case Bridged:
    case Unknown:
        break;
    }
    return {};
}

} // namespace mirrorwatch::cli
