// SPDX-License-Identifier: MIT
#include "service/agent/guest/guest_session.hpp"

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

constexpr std::chrono::seconds c_list_deadline{15};
// The guest's own limit comes first, so that the script's last words arrive.
constexpr std::chrono::seconds c_last_words{5};

/// The last line that says anything and is no warning of wsl.exe ("wsl: …"); else empty.
std::string last_complaint(const std::string& output) {
    for (auto end = output.find_last_not_of(" \r\n\t"); end != std::string::npos;) {
        const auto before = output.rfind('\n', end);
        const auto begin = before == std::string::npos ? 0 : before + 1;
        if (output.compare(begin, 5, "wsl: ") != 0) {
            return output.substr(begin, std::min<std::size_t>(end - begin + 1, 200));
        }
        end = begin == 0 ? std::string::npos : output.find_last_not_of(" \r\n\t", before);
    }
    return {};
}

/// Not empty, and no bytes that would do something to whoever prints them.
bool is_readable(std::string_view text) {
    const auto is_control = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
    };
    return !text.empty() && std::none_of(text.begin(), text.end(), is_control);
}

/// That no distro is installed is an error to wsl.exe, without a code and in the user's language; but not
/// when it is only to name the running ones.
bool runs_nothing(Ports& ports) {
    const auto named = ports.wsl.run(wsl::list_running(), c_list_deadline);
    return named.has_value() && named->exit_code == 0 &&
           wsl::to_utf8(named->output).find_first_not_of(" \r\n") == std::string::npos;
}

} // namespace

std::string complaint_of(const RunResult& result) {
    for (const std::string& output : {wsl::to_utf8(result.errors), wsl::to_utf8(result.output)}) {
        if (std::string complaint = last_complaint(output); is_readable(complaint)) {
            return complaint;
        }
    }
    return "exit code " + std::to_string(result.exit_code);
}

Result<std::vector<std::string>> running_distros(Ports& ports) {
    const auto listed = ports.wsl.run(wsl::list_distros(), c_list_deadline);
    if (listed.has_error()) {
        return listed.error();
    }
    if (listed->exit_code != 0 && runs_nothing(ports)) {
        return std::vector<std::string>{};
    }
    if (listed->exit_code != 0) {
        return Error{"wsl --list: " + complaint_of(*listed)};
    }
    if (!wsl::is_listing(listed->output)) {
        return Error{"wsl --list: its answer is no list of distros"};
    }
    return wsl::read_running(listed->output);
}

struct GuestSession::Trial {
    Result<wsl::GuestReport> report;
    bool lacks_program = false;
};

GuestSession::Trial GuestSession::try_in(const std::string& distro, const wsl::GuestScript& script,
                                         std::chrono::seconds limit) const {
    const auto call = wsl::run_script(distro, script.text, script.arguments, script.input, limit);
    if (call.has_error()) {
        return {call.error()};
    }
    const auto result = ports_.wsl.run(call->arguments, limit + c_last_words, call->input);
    if (result.has_error()) {
        return {result.error()};
    }
    auto report = wsl::read_report(result->output);
    if (report.outcome == wsl::GuestReport::Outcome::None && report.facts.empty() && report.seen.empty()) {
        return {Error{"In " + distro + ": " + complaint_of(*result)}, wsl::says_no_program(result->errors)};
    }
    const bool lacks = wsl::lacks_program(report);
    return {std::move(report), lacks};
}

Result<wsl::GuestReport> GuestSession::run(const wsl::GuestScript& script, std::chrono::seconds limit) const {
    Trial first = try_in(distros_[at_], script, limit);
    if (!first.lacks_program) {
        return std::move(first.report);
    }
    for (std::size_t next = at_ + 1; next < distros_.size(); ++next) {
        Trial trial = try_in(distros_[next], script, limit);
        if (trial.report.has_value() && !trial.lacks_program) {
            at_ = next;
            return std::move(trial.report);
        }
    }
    return std::move(first.report);
}

Result<std::optional<GuestSession>> open_guest(Ports& ports) {
    auto running = running_distros(ports);
    if (running.has_error()) {
        return running.error();
    }
    if (running->empty()) {
        return std::optional<GuestSession>{};
    }
    return std::optional<GuestSession>{GuestSession{std::move(*running), ports}};
}

} // namespace mirrorwatch::agent
