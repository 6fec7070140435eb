#include "service/cli/guest_win.hpp"

#include "common/probe/winhttp_win.hpp"
#include "common/text.hpp"
#include "service/agent/agent.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/agent/runner_win.hpp"

namespace mirrorwatch::cli {

Result<agent::Reply> ask_as_user(const agent::Request& request) {
    agent::WslExe wsl;
    agent::UserConfig config;
    agent::UserBackups history;
    agent::Ports ports{wsl, config, history};
    ports.ask_system = probe::probe_by_winhttp;
    agent::Reply reply = agent::handle(request, ports);
    if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
        return Error{text::to_text(refusal->why)};
    }
    return reply;
}

} // namespace mirrorwatch::cli
