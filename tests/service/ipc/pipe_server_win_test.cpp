// SPDX-License-Identifier: MIT
#include "service/ipc/pipe_server_win.hpp"

#include "common/handle_win.hpp"
#include "common/pipe_client_win.hpp"
#include "common/text_win.hpp"
#include "common/token_win.hpp"
#include "service/ipc/pipe_security.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include <string>
#include <thread>
#include <vector>

namespace mirrorwatch::ipc {
namespace {

using namespace std::chrono_literals;

/// A server on a pipe of its own, with a thread that runs it.
struct Served {
    explicit Served(const wchar_t* pipe_name)
        : name(pipe_name)
        , server(io, name, std::wstring{c_service_pipe_sddl}, clients, log,
                 Reporter{[this](const std::string& what) { failures.push_back(what); }, [] {}})
        , thread([this] { io.run_for(20s); }) {}

    ~Served() {
        io.stop();
        thread.join();
        clients.close_all();
    }

    [[nodiscard]] ServicePipe address() const { return {name, PipeOwner::System}; }

    std::wstring name;
    Log log;
    boost::asio::io_context io;
    std::vector<UserId> seen;
    std::vector<std::string> failures;
    Clients clients{[this](const Caller& caller) {
                        seen.push_back(caller.user);
                        return std::string{R"({"hello":true})"};
                    },
                    [](const std::optional<std::string>&, std::size_t) { return std::vector<PastEvent>{}; },
                    [](const decide::Event&) {}, [](const std::string&, const std::string&) {}};
    PipeServer server;
    std::thread thread;
};

std::string dacl_of(const std::wstring& pipe) {
    const FileHandle handle{CreateFileW(pipe.c_str(), GENERIC_READ | FILE_WRITE_DATA, 0, nullptr,
                                        OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr)};
    REQUIRE(handle);
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
    REQUIRE(GetSecurityInfo(handle.get(), SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr,
                            nullptr, nullptr, descriptor.put()) == ERROR_SUCCESS);
    LocalMemory<wchar_t*> text;
    REQUIRE(ConvertSecurityDescriptorToStringSecurityDescriptorW(
        descriptor.get(), SDDL_REVISION_1, DACL_SECURITY_INFORMATION, text.put(), nullptr));
    return narrow(text.get());
}

} // namespace

TEST_CASE("the pipe's rights are written down as they were agreed") {
    CHECK(std::wstring{c_service_pipe_sddl} == L"O:BAD:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;0x12019b;;;IU)");
    constexpr DWORD c_interactive = 0x12019b;
    CHECK(c_interactive == ((FILE_GENERIC_READ | FILE_GENERIC_WRITE) & ~DWORD{FILE_CREATE_PIPE_INSTANCE}));
    CHECK(console_pipe_sddl(L"S-1-5-21-1-2-3-1001") ==
          L"D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GA;;;S-1-5-21-1-2-3-1001)");
}

TEST_CASE("the pipe that is open has these rights") {
    const Served served{LR"(\\.\pipe\mirrorwatch-test-rights)"};
    const std::string rights = dacl_of(served.name);
    CAPTURE(rights);
    // Windows spells generic rights as the file rights that they mean.
    CHECK(rights.starts_with("D:P(D;;"));
    CHECK(rights.find(";;;NU)") < rights.find(";;;SY)"));
    CHECK(rights.find(";;;SY)") < rights.find("(A;;0x12019b;;;IU)"));
    CHECK(rights.find(";;;WD)") == std::string::npos);
}

TEST_CASE("a pipe in the service's place that belongs to somebody else is told from it") {
    const Served served{LR"(\\.\pipe\mirrorwatch-test-owner)"};
    PipeClient client;
    CHECK(client.connect({served.name, PipeOwner::System}, 5s).has_value());
    const Result<void> as_own = client.connect({served.name, PipeOwner::Self}, 5s);
    REQUIRE(as_own.has_error()); // the Administrators' is not this user's
    CHECK(as_own.error().message.find("belongs to another user") != std::string::npos);
}

TEST_CASE("the service's pipe lies below the prefix that Windows keeps for administrators, a console's bears "
          "its user's SID") {
    CHECK(installed_service().name == LR"(\\.\pipe\ProtectedPrefix\Administrators\Mirrorwatch)");
    CHECK(installed_service().owner == PipeOwner::System);
    const Result<ServicePipe> console = console_of_this_user();
    REQUIRE(console.has_value());
    CHECK(console->name.starts_with(LR"(\\.\pipe\mirrorwatch-console-S-1-5-21-)"));
    CHECK(console->owner == PipeOwner::Self);
}

TEST_CASE("a client that greets is known by its token and gets its snapshot") {
    Served served{LR"(\\.\pipe\mirrorwatch-test-greeting)"};
    PipeClient client;
    REQUIRE(client.connect(served.address(), 5s).has_value());
    const auto payload = client.receive(5s);
    REQUIRE(payload.has_value());
    REQUIRE(payload->has_value());
    CHECK(**payload == R"({"hello":true})");

    const Result<KernelHandle> token = own_token();
    REQUIRE(token.has_value());
    REQUIRE(served.seen.size() == 1);
    CHECK(served.seen[0] == *user_of(token->get()));
}

TEST_CASE("a client that says nothing is told nothing") {
    Served served{LR"(\\.\pipe\mirrorwatch-test-silence)"};
    const FileHandle silent{CreateFileW(served.name.c_str(), GENERIC_READ | FILE_WRITE_DATA, 0, nullptr,
                                        OPEN_EXISTING, 0, nullptr)};
    REQUIRE(silent);
    PipeClient other;
    REQUIRE(other.connect(served.address(), 5s).has_value());
    REQUIRE(other.receive(5s).has_value());
    DWORD waiting = 0;
    CHECK(PeekNamedPipe(silent.get(), nullptr, 0, nullptr, &waiting, nullptr));
    CHECK(waiting == 0);
    CHECK(served.seen.size() == 1);
}

TEST_CASE("many clients find the pipe at the same time") {
    const Served served{LR"(\\.\pipe\mirrorwatch-test-many)"};
    std::vector<std::unique_ptr<PipeClient>> clients;
    for (std::size_t i = 0; i < Clients::c_most_of_user; ++i) {
        clients.push_back(std::make_unique<PipeClient>());
        REQUIRE(clients.back()->connect(served.address(), 5s).has_value());
    }
    for (const auto& client : clients) {
        const auto payload = client->receive(5s);
        REQUIRE(payload.has_value());
        CHECK(payload->has_value());
    }
}

TEST_CASE("one program too many of a user is told that the service is busy") {
    const Served served{LR"(\\.\pipe\mirrorwatch-test-busy)"};
    std::vector<std::unique_ptr<PipeClient>> clients;
    for (std::size_t i = 0; i < Clients::c_most_of_user; ++i) {
        clients.push_back(std::make_unique<PipeClient>());
        REQUIRE(clients.back()->connect(served.address(), 5s).has_value());
        REQUIRE(clients.back()->receive(5s).has_value());
    }
    PipeClient late;
    REQUIRE(late.connect(served.address(), 5s).has_value());
    const auto payload = late.receive(5s);
    REQUIRE(payload.has_value());
    REQUIRE(payload->has_value());
    const auto message = protocol::message_from_json(**payload);
    REQUIRE(message.has_value());
    CHECK(std::get<protocol::Answer>(*message).message.code == MessageId::ServiceBusy);
    CHECK(late.receive(5s).has_error()); // and that was the end of it
}

TEST_CASE("programs that connect and say nothing keep out nobody who greets") {
    const Served served{LR"(\\.\pipe\mirrorwatch-test-silent)"};
    std::vector<FileHandle> silent;
    for (int i = 0; i < 100; ++i) {
        WaitNamedPipeW(served.name.c_str(), 5'000);
        silent.emplace_back(CreateFileW(served.name.c_str(), GENERIC_READ | FILE_WRITE_DATA, 0, nullptr,
                                        OPEN_EXISTING, 0, nullptr));
    }
    PipeClient client;
    REQUIRE(client.connect(served.address(), 5s).has_value());
    const auto payload = client.receive(5s);
    REQUIRE(payload.has_value());
    CHECK(payload->has_value());
}

} // namespace mirrorwatch::ipc
