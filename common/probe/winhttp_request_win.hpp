// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/handle_win.hpp"

#include <windows.h>
#include <winhttp.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace mirrorwatch::probe {

struct InternetPolicy {
    using Type = HINTERNET;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type handle) noexcept { WinHttpCloseHandle(handle); }
};

using InternetHandle = UniqueHandle<InternetPolicy>;

/// An asynchronous WinHTTP request, ready to be sent. Closing its handles cancels what is under way. In the
/// order in which they are made; the reverse is the order in which they must be closed.
struct WinHttpRequest {
    InternetHandle session;
    InternetHandle connection;
    InternetHandle request;
};

/// Throws a system_error of WinHTTP's own code, or one of c_cannot_choose_address.
[[nodiscard]] WinHttpRequest open_request(const EndpointSpec& endpoint, const std::string& address);

/// This Windows does not know WINHTTP_OPTION_RESOLUTION_HOSTNAME.
constexpr DWORD c_cannot_choose_address = ERROR_NOT_SUPPORTED;

struct WinHttpHead {
    int status = 0;
    std::string location;                        // empty: none
    std::optional<std::uint64_t> content_length; // of the body as it comes
};

/// Of the answer, when its headers are there.
[[nodiscard]] WinHttpHead head_of(HINTERNET request);

/// When the server's certificate ends; nothing without TLS.
[[nodiscard]] std::optional<std::chrono::sys_seconds> certificate_end(HINTERNET request);

} // namespace mirrorwatch::probe
