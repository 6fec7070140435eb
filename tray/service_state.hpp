// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

/// How the service is while it does not talk to us. Pure.
namespace mirrorwatch::tray {

enum class ServiceState {
    Connecting, // nothing is known yet
    Starting,
    Running, // and it does not answer
    Stopping,
    Stopped,
    Disabled,
    NotInstalled,
    Refused,   // Windows does not tell us
    NoConsole, // `mirrorwatch run` was to be shown, and does not run
};

/// What Windows' service control manager says. The numbers are those of winerror.h and winsvc.h.
struct ScmAnswer {
    std::uint32_t error = 0;      // of the call that failed; 0: none did
    std::uint32_t state = 0;      // SERVICE_STATUS::dwCurrentState
    std::uint32_t start_type = 0; // QUERY_SERVICE_CONFIGW::dwStartType

    friend bool operator==(const ScmAnswer&, const ScmAnswer&) = default;
};

[[nodiscard]] ServiceState service_state_of(const ScmAnswer& answer);

/// One sentence for a person.
[[nodiscard]] std::string_view sentence_of(ServiceState state);
/// The same within another sentence, as the reason why something cannot be done now: "the service is
/// stopped".
[[nodiscard]] std::string_view reason_of(ServiceState state);
/// What helps; empty: waiting.
[[nodiscard]] std::string_view advice_for(ServiceState state);

/// Starting the service is what helps.
[[nodiscard]] bool can_be_started(ServiceState state);

} // namespace mirrorwatch::tray
