// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace mirrorwatch::ipc {

/// Who may open the service's pipe. P: nothing is inherited. Windows' default would shut a standard user's
/// tray out.
///   O:BA                the Administrators own it, which tells clients that it is the service's
///   (D;;GA;;;NU)        who has come over the network: nothing
///   (A;;GA;;;SY)        the service itself, which makes further instances
///   (A;;0x12019b;;;IU)  users at this machine: FILE_GENERIC_READ | FILE_GENERIC_WRITE without
///                       FILE_CREATE_PIPE_INSTANCE (0x4), so that nobody answers in the service's name
inline constexpr std::wstring_view c_service_pipe_sddl = L"O:BAD:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;0x12019b;;;IU)";

/// In console mode the server runs as the user, and needs GA to make further instances: a pipe's second
/// instance is checked against the first one's rights. Nobody else is let in, as nobody else is served.
[[nodiscard]] inline std::wstring console_pipe_sddl(std::wstring_view own_sid) {
    return L"D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GA;;;" + std::wstring{own_sid} + L")";
}

} // namespace mirrorwatch::ipc
