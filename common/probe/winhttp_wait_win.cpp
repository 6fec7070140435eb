// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/handle_win.hpp"
#include "common/probe/failure.hpp"
#include "common/probe/http_rules.hpp"
#include "common/probe/winhttp_win.hpp"
#include "common/text_win.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

extern "C" { // mingw's headers lack them, its library does not
WINSOCK_API_LINKAGE int WSAAPI GetAddrInfoExCancel(LPHANDLE name);
WINSOCK_API_LINKAGE int WSAAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED overlapped);
}

namespace mirrorwatch::probe {
namespace {

using Clock = std::chrono::steady_clock;

/// Winsock, for as long as it lives.
class Winsock {
public:
    Winsock() {
        WSADATA ignored;
        started_ = WSAStartup(MAKEWORD(2, 2), &ignored) == 0;
    }

    ~Winsock() {
        if (started_) {
            WSACleanup();
        }
    }

    Winsock(const Winsock&) = delete;
    Winsock& operator=(const Winsock&) = delete;

private:
    bool started_ = false;
};

struct AddressesPolicy {
    using Type = ADDRINFOEXW*;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type addresses) noexcept { FreeAddrInfoExW(addresses); }
};

/// An address of the host of that family, or why there is none.
struct Found {
    Failure failure;
    std::string address;
};

DWORD milliseconds_until(Clock::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    return static_cast<DWORD>(std::max<std::int64_t>(left.count(), 0));
}

/// GetAddrInfoExW with a deadline; WSA_E_CANCELLED when that came first.
int resolve_until(const std::string& host, int family, Clock::time_point deadline, ADDRINFOEXW** found) {
    const KernelHandle event{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    OVERLAPPED overlapped{};
    overlapped.hEvent = event.get();
    ADDRINFOEXW hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM;
    HANDLE cancel = nullptr;
    const int begun = GetAddrInfoExW(widen(host).c_str(), nullptr, NS_ALL, nullptr, &hints, found, nullptr,
                                     &overlapped, nullptr, &cancel);
    if (begun != WSA_IO_PENDING) {
        return begun;
    }
    if (WaitForSingleObject(event.get(), milliseconds_until(deadline)) == WAIT_TIMEOUT) {
        (void)GetAddrInfoExCancel(&cancel);
        (void)WaitForSingleObject(event.get(), INFINITE); // until then Windows writes into what is ours
    }
    return GetAddrInfoExOverlappedResult(&overlapped);
}

std::string literal_of(const ADDRINFOEXW& row) {
    wchar_t text[INET6_ADDRSTRLEN]{};
    const void* address = nullptr;
    if (row.ai_family == AF_INET) {
        address = &reinterpret_cast<const sockaddr_in*>(row.ai_addr)->sin_addr;
    } else {
        address = &reinterpret_cast<const sockaddr_in6*>(row.ai_addr)->sin6_addr;
    }
    (void)InetNtopW(row.ai_family, address, text, INET6_ADDRSTRLEN);
    return narrow(text);
}

Found find_address(const EndpointSpec& endpoint, Clock::time_point deadline,
                   std::chrono::milliseconds timeout) {
    const bool is_v6 = endpoint.family == IpFamily::V6;
    const Winsock winsock;
    UniqueHandle<AddressesPolicy> found;
    const int error = resolve_until(endpoint.host, is_v6 ? AF_INET6 : AF_INET, deadline, found.put());
    if (Clock::now() >= deadline) {
        return {timed_out(ProbeStep::Name, timeout), {}};
    }
    if (error == WSATRY_AGAIN || error == WSANO_RECOVERY) {
        return {{ProbeStep::Name, "no answer from the name server"}, {}};
    }
    if (error != 0 || !found) {
        return {{ProbeStep::Name, std::string{"the name has no "} + (is_v6 ? "IPv6" : "IPv4") + " address"},
                {}};
    }
    return {{}, literal_of(*found.get())};
}

/// The address to connect to, empty where any will do.
Found chosen_address(const EndpointSpec& endpoint, Clock::time_point deadline,
                     std::chrono::milliseconds timeout) {
    if (!must_choose_address(endpoint)) {
        return {};
    }
    if (equal_ignoring_case(endpoint.host, "localhost")) {
        return {{}, endpoint.family == IpFamily::V6 ? "::1" : "127.0.0.1"};
    }
    return find_address(endpoint, deadline, timeout);
}

/// Where the result is waited for.
struct Waiting {
    std::mutex mutex;
    std::condition_variable came;
    std::optional<ProbeResult> result;
};

ProbeResult ask_until(const EndpointSpec& endpoint, const std::string& address, Clock::time_point deadline) {
    const auto waiting = std::make_shared<Waiting>();
    const EndProbe end = winhttp_probe()(endpoint, address, [waiting](ProbeResult result) {
        const std::lock_guard lock{waiting->mutex};
        waiting->result = std::move(result);
        waiting->came.notify_all();
    });
    {
        std::unique_lock lock{waiting->mutex};
        waiting->came.wait_until(lock, deadline, [&] { return waiting->result.has_value(); });
    }
    end();
    const std::lock_guard lock{waiting->mutex};
    return *waiting->result;
}

} // namespace

ProbeResult probe_by_winhttp(const EndpointSpec& endpoint, std::chrono::milliseconds timeout) {
    const auto began = Clock::now();
    const auto deadline = began + timeout;
    ProbeResult result;
    const Found found = chosen_address(endpoint, deadline, timeout);
    if (found.failure) {
        result.failed = found.failure.step;
        result.error = found.failure.words;
    } else {
        result = ask_until(endpoint, found.address, deadline);
        if (!result.ok && result.error.empty()) {
            result.error = timed_out(result.failed, timeout).words;
        }
    }
    result.latency = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    return result;
}

} // namespace mirrorwatch::probe
