// SPDX-License-Identifier: MIT
#include "common/local_time_win.hpp"
#include "service/cli/pause_time.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/verbs_win.hpp"

namespace mirrorwatch::cli {
namespace {

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// 0: until it is resumed.
std::uint32_t minutes_in(const Given& given) {
    if (!given.has("TIME")) {
        return 0;
    }
    const auto minutes = pause_minutes(given.text("TIME"), now(), windows_offset);
    if (!minutes) {
        throw UsageError{minutes.error().message};
    }
    return *minutes;
}

int ask(const protocol::Verb& verb) {
    return with_service([&](ServiceClient& client) { return report(client.ask(verb)); });
}

} // namespace

int pause_verb(const Given& given) {
    return ask(protocol::Pause{minutes_in(given)});
}

int resume_verb(const Given&) {
    return ask(protocol::Resume{});
}

} // namespace mirrorwatch::cli
