// SPDX-License-Identifier: MIT
// Plays the service for the tray program: each line on standard input names a scene, whose snapshot is sent
// to the client, and again to every client that connects later; each request is printed, and answered with
// "accepted" (or refused, in the scene "busy"). The line "restart" drops the client. The end of the input is
// the end.

#include "common/error_win.hpp"
#include "common/framing.hpp"
#include "common/handle_win.hpp"
#include "common/protocol.hpp"
#include "common/service_pipe_win.hpp"
#include "tests/tray/samples.hpp"

#include <windows.h>

#include <sddl.h>

#include <array>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace mirrorwatch;

namespace {

using std::chrono::milliseconds;

Snapshot fine() {
    Snapshot now;
    now.wsl_running = true;
    now.effective = now.configured = NetworkingMode::Mirrored;
    now.distros = {"Ubuntu-24.04", "docker-desktop"};
    now.endpoints = {
        {"api", "http://127.0.0.1:8080/health", EndpointState::Up, "", milliseconds{12}},
        {"database", "tcp://127.0.0.1:5432", EndpointState::Up, "", milliseconds{3}},
        {"intranet wiki", "http://wiki.corp.example/", EndpointState::Skipped, "", milliseconds{0}}};
    now.can_roll_back = true;
    return now;
}

Snapshot offer() {
    Snapshot now = fine();
    now.health = Health::Trouble;
    now.headline = {MessageId::VpnBrokeMirrored, {"Cisco Secure Client", "api and database"}};
    now.vpns = {{"Ethernet 4", "Cisco Secure Client", false}};
    now.endpoints[0].state = now.endpoints[1].state = EndpointState::Down;
    now.endpoints[0].last_error = now.endpoints[1].last_error = "no answer within 1 s";
    now.offer = Offer{"offer-1",
                      "Ethernet 4",
                      {"api", "database"},
                      now.distros,
                      {Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}},
                      false};
    return now;
}

Snapshot full_tunnel() {
    Snapshot now = offer();
    now.offer->id = "offer-2";
    now.offer->bypasses_tunnel = true;
    return now;
}

Snapshot excluded() {
    Snapshot now = fine();
    now.vpns = {{"Ethernet 4", "Cisco Secure Client", true}};
    now.remedies = {{Exclude{}, RemedyState::Helped, {MessageId::ExcludedHelped, {"Cisco Secure Client"}}}};
    return now;
}

Snapshot awaiting() {
    Snapshot now = fine();
    now.wsl_running = false;
    now.configured = NetworkingMode::Nat;
    now.distros.clear();
    now.headline = {MessageId::AwaitingWsl, {"nat"}};
    now.remedies = {{SwitchMode{}, RemedyState::AwaitingWsl, {MessageId::AwaitingWsl, {"nat"}}}};
    now.can_roll_back = false;
    now.can_restore = true;
    return now;
}

Snapshot nat() {
    Snapshot now = awaiting();
    now.wsl_running = true;
    now.effective = NetworkingMode::Nat;
    now.distros = {"Ubuntu-24.04"};
    now.headline = {MessageId::ModeHelped, {"nat"}};
    now.remedies = {{SwitchMode{}, RemedyState::Helped, {MessageId::ModeHelped, {"nat"}}}};
    return now;
}

Finding dns_finding() {
    return {
        Fault::DnsTunnelBroken,
        {"api"},
        Severity::Error,
        Confidence::Likely,
        {"api"},
        {"WSL reaches 10.1.2.3, the address of git.corp.example", "WSL does not resolve git.corp.example"},
        {{Fault::HostOffline, "Windows reaches git.corp.example"},
         {Fault::SplitDnsBypassed, "WSL writes resolv.conf itself"}}};
}

Snapshot dns() {
    Snapshot now = fine();
    now.health = Health::Trouble;
    now.headline = {MessageId::EndpointsDown, {"api"}};
    now.vpns = {{"Ethernet 4", "Cisco Secure Client", false}};
    now.endpoints[0].state = EndpointState::Down;
    now.endpoints[0].last_error = "the name is not resolved";
    now.findings = {
        {dns_finding(), {ChangeSetting{ConfigSetting::DnsTunneling}, SwitchMode{NetworkingMode::Nat}}}};
    now.offer =
        Offer{"offer-3",
              "Cisco Secure Client",
              {"api"},
              now.distros,
              {ChangeSetting{ConfigSetting::DnsTunneling}, SwitchMode{NetworkingMode::Nat}, NotNow{}}};
    now.offer->fault = Fault::DnsTunnelBroken;
    return now;
}

/// As many choices as a question has, and at their longest.
Snapshot all_choices() {
    Snapshot now = full_tunnel();
    now.offer->id = "offer-4";
    now.offer->choices = {Exclude{}, LowerMtu{}, SwitchMode{NetworkingMode::Nat},
                          SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}};
    return now;
}

Snapshot countdown() {
    Snapshot now = offer();
    now.offer->id = "offer-5";
    now.offer->vpn = "Cisco Secure Client";
    now.offer->fault = Fault::VpnCutsWsl;
    now.offer->choices = {SwitchMode{NetworkingMode::Nat}, Postpone{}, NotNow{}};
    now.offer->countdown = milliseconds{30'000};
    return now;
}

/// The same, said again later.
Snapshot countdown_later() {
    Snapshot now = countdown();
    now.offer->countdown = milliseconds{9'000};
    now.endpoints[0].last_error = "no answer within 5 s";
    return now;
}

Snapshot another_countdown() {
    Snapshot now = countdown();
    now.offer->id = "offer-7";
    return now;
}

Snapshot gone() {
    Snapshot now = nat();
    now.offer = Offer{"offer-6", "Cisco Secure Client", {}, now.distros, {Restore{}, NotNow{}}};
    now.offer->mode = NetworkingMode::Mirrored;
    return now;
}

Snapshot findings() {
    Snapshot now = fine();
    now.health = Health::Trouble;
    now.effective = NetworkingMode::Nat;
    now.headline = {MessageId::TroubleFound, {"WSL runs with NAT, though it is configured as mirrored"}};
    now.findings = {
        {Finding{Fault::Ipv6Disabled, {}, Severity::Error, Confidence::Certain}},
        {dns_finding(), {ChangeSetting{ConfigSetting::DnsTunneling}}, Message{MessageId::StillSettling, {}}},
        {Finding{Fault::ConfigMistake, {"3"}, Severity::Hint, Confidence::Certain}}};
    now.vpns = {{"Ethernet 4", "Cisco Secure Client", true}};
    now.preferences = {{"", "Cisco Secure Client", Preference::AlwaysExclude}};
    now.notice = Notice{"notice-1", now.findings[0].finding, false};
    return now;
}

Snapshot over() {
    Snapshot now = fine();
    now.notice = Notice{"notice-2", findings().findings[0].finding, true};
    return now;
}

/// Something of every group, and more than one VPN.
Snapshot watched() {
    Snapshot now = fine();
    now.endpoints[0].source = now.endpoints[1].source = EndpointSource::User;
    now.endpoints.push_back(
        {"the Internet", "tcp://www.msftconnecttest.com", EndpointState::Up, "", milliseconds{21}});
    now.endpoints.push_back({"port 3000", "tcp://127.0.0.1:3000", EndpointState::Up, "", milliseconds{1}});
    now.endpoints.push_back(
        {"port 8000", "tcp://127.0.0.1:8000", EndpointState::Down, "connection refused", {}});
    now.endpoints[3].source = EndpointSource::BuiltIn;
    now.endpoints[4].source = now.endpoints[5].source = EndpointSource::Learned;
    now.vpns = {{"Ethernet 4", "Cisco Secure Client", false},
                {"wg0", "", true},
                {"Zscaler", "Zscaler", false, VpnKind::Service}};
    now.preferences = {{"", "wg0", Preference::NeverAsk}};
    return now;
}

/// A repair at work.
Snapshot acting() {
    Snapshot now = excluded();
    now.headline = {MessageId::Excluding, {"Cisco Secure Client"}};
    now.remedies = {{Exclude{}, RemedyState::Verifying, {MessageId::Excluding, {"Cisco Secure Client"}}}};
    return now;
}

Snapshot paused() {
    Snapshot now = fine();
    now.paused = true;
    now.headline = {MessageId::WatchingPaused, {}};
    return now;
}

const std::map<std::string, std::function<Snapshot()>> c_scenes{{"fine", fine},
                                                                {"offer", offer},
                                                                {"full-tunnel", full_tunnel},
                                                                {"excluded", excluded},
                                                                {"awaiting", awaiting},
                                                                {"nat", nat},
                                                                {"busy", fine},
                                                                {"dns", dns},
                                                                {"all-choices", all_choices},
                                                                {"countdown", countdown},
                                                                {"countdown-later", countdown_later},
                                                                {"another-countdown", another_countdown},
                                                                {"gone", gone},
                                                                {"findings", findings},
                                                                {"over", over},
                                                                {"paused", paused},
                                                                {"watched", watched},
                                                                {"acting", acting},
                                                                {"calm", samples::calm},
                                                                {"broken", samples::broken},
                                                                {"repaired", samples::repaired}};

std::vector<PastEvent> history() {
    return samples::week(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

/// What the thread that reads the lines tells the one that serves.
struct Director {
    std::mutex mutex;
    std::vector<std::string> lines;
    bool over = false;
    KernelHandle news{CreateEventW(nullptr, FALSE, FALSE, nullptr)};

    void read_lines() {
        std::string line;
        while (std::getline(std::cin, line)) {
            while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
                line.pop_back();
            }
            tell(line, false);
        }
        tell({}, true);
    }

    void tell(const std::string& line, bool is_over) {
        const std::lock_guard lock{mutex};
        if (!is_over) {
            lines.push_back(line);
        }
        over = is_over;
        SetEvent(news.get());
    }
};

class Stage {
public:
    explicit Stage(Director& director)
        : director_(director) {
        SECURITY_ATTRIBUTES security{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
        LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
        if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
                L"O:BAD:P(A;;GA;;;SY)(A;;0x12019b;;;IU)", SDDL_REVISION_1, descriptor.put(), nullptr)) {
            throw_last_error("ConvertStringSecurityDescriptorToSecurityDescriptorW");
        }
        security.lpSecurityDescriptor = descriptor.get();
        pipe_.reset(
            CreateNamedPipeW(installed_service().name.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                             PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, 65'536, 65'536, 0, &security));
        if (!pipe_) {
            throw_last_error("CreateNamedPipeW");
        }
        pending_.hEvent = event_.get();
    }

    void play() {
        start();
        while (true) {
            const HANDLE events[] = {event_.get(), director_.news.get()};
            if (WaitForMultipleObjects(2, events, FALSE, INFINITE) == WAIT_OBJECT_0) {
                take();
            } else if (!direct()) {
                return;
            }
        }
    }

private:
    /// Waits for a client, or for its next bytes.
    void start() {
        ResetEvent(event_.get());
        if (connected_) {
            if (!ReadFile(pipe_.get(), buffer_.data(), static_cast<DWORD>(buffer_.size()), nullptr,
                          &pending_) &&
                GetLastError() != ERROR_IO_PENDING) {
                drop();
                start();
            }
        } else if (!ConnectNamedPipe(pipe_.get(), &pending_) && GetLastError() == ERROR_PIPE_CONNECTED) {
            SetEvent(event_.get());
        }
    }

    void take() {
        DWORD size = 0;
        const bool ok = GetOverlappedResult(pipe_.get(), &pending_, &size, FALSE) != FALSE;
        if (!connected_) {
            connected_ = true;
            show();
        } else if (!ok) {
            drop();
        } else {
            reader_.feed({buffer_.data(), size});
            answer_requests();
        }
        start();
    }

    void drop() {
        DisconnectNamedPipe(pipe_.get());
        reader_ = FrameReader{};
        connected_ = false;
    }

    void answer_requests() {
        while (const auto payload = reader_.next()) {
            if (payload->empty()) {
                continue; // the greeting
            }
            std::cout << *payload << std::endl;
            const Result<protocol::Request> request = protocol::request_from_json(*payload);
            if (request && std::holds_alternative<protocol::ReadHistory>(request->verb)) {
                send(protocol::ServerMessage{protocol::History{request->number, history()}});
                continue;
            }
            const bool busy = scene_ == "busy";
            const Message sentence{busy ? MessageId::RemedyInProgress : MessageId::AllWell, {}};
            send(protocol::ServerMessage{protocol::Answer{request ? request->number : 0, !busy, sentence}});
        }
    }

    bool direct() {
        std::vector<std::string> lines;
        const std::lock_guard lock{director_.mutex};
        lines.swap(director_.lines);
        for (const std::string& line : lines) {
            if (line == "restart") {
                CancelIoEx(pipe_.get(), &pending_); // ends the read, and so drops the client
            } else if (c_scenes.contains(line)) {
                scene_ = line;
                show();
            } else {
                std::cout << "unknown scene: " << line << std::endl;
            }
        }
        return !director_.over;
    }

    void show() { send(c_scenes.at(scene_)()); }

    void send(const protocol::ServerMessage& message) {
        if (!connected_) {
            return;
        }
        const std::string bytes = frame(protocol::to_json(message));
        KernelHandle done{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
        OVERLAPPED operation{};
        operation.hEvent = done.get();
        DWORD written = 0;
        if (WriteFile(pipe_.get(), bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &operation) ||
            GetLastError() == ERROR_IO_PENDING) {
            GetOverlappedResult(pipe_.get(), &operation, &written, TRUE);
        }
    }

    Director& director_;
    FileHandle pipe_;
    KernelHandle event_{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    OVERLAPPED pending_{};
    std::array<char, 4096> buffer_{};
    FrameReader reader_;
    bool connected_ = false;
    std::string scene_ = "fine";
};

} // namespace

int main() {
    Director director;
    std::thread reader{[&] { director.read_lines(); }};
    Stage{director}.play();
    reader.join();
    return 0;
}
