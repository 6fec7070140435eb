#include "service/agent/guest_session.hpp"

namespace mirrorwatch::agent {
namespace {

constexpr std::chrono::seconds c_list_deadline{15};
// The guest's own limit comes first, so that the script's last words arrive.
constexpr std::chrono::seconds c_last_words{5};

} // namespace

std::string complaint_of(const RunResult& result) {
    for (const std::string& output : {wsl::to_utf8(result.errors), wsl::to_utf8(result.output)}) {
        const auto end = output.find_last_not_of(" \r\n\t");
        if (end == std::string::npos)
            continue;
        const auto before = output.rfind('\n', end);
        const auto begin = before == std::string::npos ? 0 : before + 1;
        return output.substr(begin, std::min<std::size_t>(end - begin + 1, 200));
    }
    return "exit code " + std::to_string(result.exit_code);
}

Result<std::vector<std::string>> running_distros(Ports& ports) {
    const auto listed = ports.wsl.run(wsl::list_running(), c_list_deadline);
    if (listed.has_error())
        return listed.error();
    if (listed->exit_code != 0)
        return Error{"wsl --list: " + complaint_of(*listed)};
    return wsl::read_running(listed->output);
}

Result<wsl::GuestReport> GuestSession::run(const wsl::GuestScript& script, std::chrono::seconds limit) const {
    const auto call = wsl::run_script(distro_, script.text, script.arguments, script.input, limit);
    if (call.has_error())
        return call.error();
    const auto result = ports_.wsl.run(call->arguments, limit + c_last_words, call->input);
    if (result.has_error())
        return result.error();
    auto report = wsl::read_report(result->output);
    if (report.outcome == wsl::GuestReport::Outcome::None && report.facts.empty() && report.seen.empty())
        return Error{"In " + distro_ + ": " + complaint_of(*result)};
    return report;
}

Result<std::optional<GuestSession>> open_guest(Ports& ports) {
    const auto running = running_distros(ports);
    if (running.has_error())
        return running.error();
    auto distro = wsl::choose_distro(*running);
    if (!distro)
        return std::optional<GuestSession>{};
    const bool is_alone = wsl::are_dockers_but(*distro, *running);
    return std::optional<GuestSession>{GuestSession{std::move(*distro), is_alone, ports}};
}

} // namespace mirrorwatch::agent
