// SPDX-License-Identifier: MIT
#include "service/doctor/windows_ports_win.hpp"

#include "common/ascii.hpp"
#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "service/agent/runner_win.hpp"
#include "service/sense/wsl/wsl_vm_presence_win.hpp"

#include <winsock2.h>

#include <ws2tcpip.h>
#include <iphlpapi.h>

#include <algorithm>
#include <array>
#include <set>

namespace mirrorwatch::doctor {
namespace {

constexpr std::chrono::seconds c_netsh_patience{10};

struct SocketPolicy {
    using Type = SOCKET;

    static Type invalid() noexcept { return INVALID_SOCKET; }

    static void close(Type socket) noexcept { closesocket(socket); }
};

/// Winsock, for as long as it lives.
class Winsock {
public:
    Winsock()
        : is_started_(WSAStartup(MAKEWORD(2, 2), &data_) == 0) {}

    ~Winsock() {
        if (is_started_) {
            WSACleanup();
        }
    }

    Winsock(const Winsock&) = delete;
    Winsock& operator=(const Winsock&) = delete;

private:
    WSADATA data_{};
    bool is_started_;
};

/// Windows itself takes connections until they are as many as are wanted here, and nobody reads them.
class Server : public LoopbackServer {
public:
    [[nodiscard]] bool begin() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int length = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        socket_.reset(::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
        if (!socket_ || bind(socket_.get(), generic, length) != 0 ||
            ::listen(socket_.get(), SOMAXCONN) != 0 || getsockname(socket_.get(), generic, &length) != 0) {
            return false;
        }
        port_ = ntohs(address.sin_port);
        return true;
    }

    [[nodiscard]] std::uint16_t port() const override { return port_; }

private:
    Winsock winsock_; // first: the socket goes before it
    UniqueHandle<SocketPolicy> socket_;
    std::uint16_t port_ = 0;
};

/// What these listen on for WSL and for containers is the very server in WSL.
bool serves_wsl(const std::string& program) {
    constexpr std::array<std::string_view, 4> c_programs{"wslrelay.exe", "wslhost.exe", "wslservice.exe",
                                                         "com.docker.backend.exe"};
    return std::ranges::any_of(c_programs, [&](auto name) { return equal_ignoring_case(program, name); });
}

std::set<DWORD> wsls_processes() {
    std::set<DWORD> ids;
    const auto processes = sense::read_processes();
    if (!processes) {
        return ids;
    }
    for (const sense::Process& process : *processes) {
        if (serves_wsl(process.name)) {
            ids.insert(process.id);
        }
    }
    return ids;
}

/// The table grows between two calls.
Result<std::vector<std::byte>> tcp_table() {
    std::vector<std::byte> bytes(16 * 1024);
    for (int attempt = 0; attempt < 5; ++attempt) {
        auto size = static_cast<DWORD>(bytes.size());
        const DWORD status =
            GetExtendedTcpTable(bytes.data(), &size, FALSE, AF_INET, TCP_TABLE_OWNER_PID_LISTENER, 0);
        if (status == NO_ERROR) {
            return bytes;
        }
        if (status != ERROR_INSUFFICIENT_BUFFER) {
            return Error{error_sentence("GetExtendedTcpTable", status)};
        }
        bytes.resize(size + 4096);
    }
    return Error{"GetExtendedTcpTable: the table grew again and again."};
}

bool is_shared(DWORD address) {
    return address == htonl(INADDR_ANY) || address == htonl(INADDR_LOOPBACK);
}

} // namespace

Result<std::vector<std::uint16_t>> windows_listeners() {
    const auto bytes = tcp_table();
    if (!bytes) {
        return bytes.error();
    }
    const std::set<DWORD> wsls = wsls_processes();
    const auto* const table = reinterpret_cast<const MIB_TCPTABLE_OWNER_PID*>(bytes->data());
    std::set<std::uint16_t> ports;
    for (DWORD i = 0; i < table->dwNumEntries; ++i) {
        const MIB_TCPROW_OWNER_PID& row = table->table[i];
        if (is_shared(row.dwLocalAddr) && !wsls.contains(row.dwOwningPid)) {
            ports.insert(ntohs(static_cast<u_short>(row.dwLocalPort)));
        }
    }
    return std::vector<std::uint16_t>(ports.begin(), ports.end());
}

Result<std::string> excluded_port_ranges() {
    const auto said = agent::run_system_program(
        L"netsh.exe", {"interface", "ipv4", "show", "excludedportrange", "protocol=tcp"}, c_netsh_patience);
    if (!said) {
        return said.error();
    }
    if (said->exit_code != 0) {
        return Error{"netsh.exe does not say which ports Windows keeps."};
    }
    return text_result(said->output);
}

Result<std::unique_ptr<LoopbackServer>> listen_on_loopback() {
    auto server = std::make_unique<Server>();
    if (!server->begin()) {
        return Error{error_sentence("listen", static_cast<DWORD>(WSAGetLastError()))};
    }
    return std::unique_ptr<LoopbackServer>{std::move(server)};
}

} // namespace mirrorwatch::doctor
