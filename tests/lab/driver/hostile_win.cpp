// SPDX-License-Identifier: MIT
// A client that means harm to the service, and one that only wants an answer; JSON on standard output.
//
//   hostile frames N SEED    N frames that nobody should send: too long, cut off, half a UTF-8, well-formed
//   and huge,
//                            every verb with every member at its limit and beyond. A connection that is
//                            closed for one is opened again
//   hostile crowd N SECONDS  N connections at once; half of them greet, half say nothing
//   hostile slow N SECONDS   N connections that greet, ask and never read
//   hostile cut              greets, sends half a frame and waits to be killed
//   hostile good SECONDS     asks 20 times a second on one connection, and a bare echo pipe between, and
//   tells how long
//                            each took: {"service": {"answers", "busy", "p50", "p99", "worst"}, "echo": {…}},
//                            times in ms
//   hostile steady SECONDS   the same, a line for each question: Unix time in s, the service's and the
//                            echo's ms, how many answers said so far that the service is busy
#include "tests/lab/driver/pipe_win.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

HANDLE open_patiently() {
    for (int i = 0; i < 500; ++i) {
        const HANDLE handle = pipe::open();
        if (handle != INVALID_HANDLE_VALUE) {
            return handle;
        }
        Sleep(10);
    }
    return INVALID_HANDLE_VALUE;
}

std::string verb(const std::string& members) {
    return R"({"version":1,"number":1,)" + members + "}";
}

/// Names at, above and far above what the protocol allows, and texts that are none.
std::vector<std::string> nasty_texts() {
    return {"",
            std::string(256, 'v'),
            std::string(257, 'v'),
            std::string(16'000, 'v'),
            std::string(600'000, 'v'),
            "\xff\xfe",
            "half \xe2\x82",
            R"(\ud800)",
            R"(\u0000)",
            std::string(5'000, '['),
            "\xf0\x9f\x92\xa3"};
}

/// What is sent as it is: with its own idea of how long it is.
std::vector<std::string> raw_frames() {
    return {std::string("\xff\xff\xff\x7f", 4) + "x", // two gigabytes are announced
            std::string("\x01\x40\x00\x00", 4) + "x", // one byte above the cap
            std::string("\x00\x40\x00\x00", 4) + std::string(16'384, '{'),
            std::string("\x10\x00\x00\x00", 4) + "cut off",
            std::string("\x00\x00", 2),
            std::string(64, '\0')}; // greetings
}

std::vector<std::string> payloads() {
    std::vector<std::string> all{"{",
                                 "[]",
                                 "null",
                                 std::string(10'000, '{'),
                                 verb(R"("verb":"look")"),
                                 verb(R"("verb":"look","more":1)"),
                                 R"({"version":2,"number":1,"verb":"look"})",
                                 R"({"version":1,"number":-1,"verb":"look"})",
                                 R"({"version":1,"number":4294967296,"verb":"look"})",
                                 R"({"version":1,"number":1e309,"verb":"look"})",
                                 verb(R"("verb":"pause","minutes":527041)"),
                                 verb(R"("verb":"pause","minutes":-1)"),
                                 verb(R"("verb":"roll_back","mode":"mirrored")"),
                                 verb(R"("verb":"restore")"),
                                 verb(R"("verb":"resume")"),
                                 verb(R"("verb":"read_history","most":1001,"all":false)"),
                                 verb(R"("verb":"read_history","most":1000,"all":false)"),
                                 verb(R"("verb":"read_history","most":0,"all":true)")};
    for (const std::string& text : nasty_texts()) {
        for (const char* word :
             {R"("verb":"exclude","always":false,"vpn":")", R"("verb":"include","never_ask":true,"vpn":")",
              R"("verb":"answer_offer","choice":"nat","remember":true,"offer":")",
              R"("verb":"answer_offer","offer":"a","remember":false,"choice":")",
              R"("verb":"offer_shown","visible":true,"offer":")", R"("verb":")"}) {
            all.push_back(verb(std::string{word} + text + "\""));
        }
    }
    return all;
}

/// What is answered is read now and then only, so that the answers' queue fills as well.
void read_what_is_there(HANDLE handle) {
    char bytes[65'536];
    DWORD there = 0;
    DWORD got = 0;
    while (PeekNamedPipe(handle, nullptr, 0, nullptr, &there, nullptr) && there > 0 &&
           ReadFile(handle, bytes, std::min<DWORD>(there, sizeof bytes), &got, nullptr) && got > 0) {
    }
}

int frames(long count, unsigned seed) {
    std::vector<std::string> all = raw_frames();
    for (const std::string& payload : payloads()) {
        all.push_back(pipe::framed(payload));
    }
    std::mt19937 random{seed};
    HANDLE handle = INVALID_HANDLE_VALUE;
    long sent = 0;
    long connections = 0;
    while (sent < count) {
        if (handle == INVALID_HANDLE_VALUE) {
            handle = open_patiently();
            ++connections;
            if (handle == INVALID_HANDLE_VALUE) {
                std::fprintf(stderr, "no connection after %ld frames: error %lu\n", sent, GetLastError());
                return 1;
            }
            pipe::send(handle, {});
        }
        const bool is_taken = pipe::send_bytes(handle, all[random() % all.size()]);
        ++sent;
        if (random() % 4 == 0) {
            read_what_is_there(handle);
        }
        if (!is_taken || random() % 8 == 0) {
            CloseHandle(handle);
            handle = INVALID_HANDLE_VALUE;
        }
    }
    CloseHandle(handle);
    std::printf("{\"sent\":%ld,\"connections\":%ld,\"kinds\":%zu}\n", sent, connections, all.size());
    return 0;
}

int crowd(long count, long seconds, bool asks) {
    std::vector<HANDLE> handles;
    const auto end = Clock::now() + std::chrono::seconds{seconds};
    long refused = 0;
    for (long i = 0; i < count && Clock::now() < end; ++i) {
        const HANDLE handle = pipe::open();
        if (handle == INVALID_HANDLE_VALUE) {
            ++refused;
            Sleep(2);
            continue;
        }
        handles.push_back(handle);
        if (asks || i % 2 == 0) {
            pipe::send(handle, {});
        }
        for (int j = 0; asks && j < 50; ++j) {
            pipe::send(handle, verb(R"("verb":"look")"));
        }
    }
    std::this_thread::sleep_until(end);
    for (const HANDLE handle : handles) {
        CloseHandle(handle);
    }
    std::printf("{\"open\":%zu,\"refused\":%ld}\n", handles.size(), refused);
    return 0;
}

int cut() {
    const HANDLE handle = open_patiently();
    pipe::send(handle, {});
    pipe::send_bytes(handle, pipe::framed(std::string(1'000, 'x')).substr(0, 500));
    Sleep(INFINITE);
    return 0;
}

/// Answers each byte with itself, on a pipe of its own: what Wine and the machine need, without the product.
void serve_echo(HANDLE server) {
    char byte = 0;
    DWORD count = 0;
    ConnectNamedPipe(server, nullptr);
    while (ReadFile(server, &byte, 1, &count, nullptr) && count == 1) {
        WriteFile(server, &byte, 1, &count, nullptr);
    }
}

double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

bool echo(HANDLE handle) {
    char byte = 'x';
    DWORD count = 0;
    return WriteFile(handle, &byte, 1, &count, nullptr) && ReadFile(handle, &byte, 1, &count, nullptr);
}

/// False: the connection is lost. `is_busy`: the service said so instead of doing it.
bool ask(HANDLE handle, bool& is_busy) {
    if (!pipe::send(handle, verb(R"("verb":"look")"))) {
        return false;
    }
    for (std::string message; pipe::receive(handle, message);) {
        if (message.find(R"("type":"answer")") != std::string::npos) {
            is_busy = message.find("service_busy") != std::string::npos;
            return true;
        }
    }
    return false;
}

std::string times_as_json(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double part) {
        return times.empty() ? -1
                             : times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
    };
    char text[200];
    std::snprintf(text, sizeof text, "\"answers\":%zu,\"p50\":%.2f,\"p99\":%.2f,\"worst\":%.2f", times.size(),
                  at(0.5), at(0.99), at(1));
    return text;
}

/// One connection to the service, which asks 20 times a second, and an echo pipe of its own.
class Asker {
public:
    bool connect() {
        const std::wstring name =
            LR"(\\.\pipe\mirrorwatch-lab-echo-)" + std::to_wstring(GetCurrentProcessId());
        const HANDLE server =
            CreateNamedPipeW(name.c_str(), PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1, 4'096, 4'096, 0, nullptr);
        std::thread{serve_echo, server}.detach();
        echoing_ =
            CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
        service_ = open_patiently();
        const bool is_connected = pipe::send(service_, {});
        std::printf("connected\n");
        std::fflush(stdout);
        return is_connected;
    }

    /// False: the connection is lost.
    bool ask() {
        auto begin = Clock::now();
        bool is_busy = false;
        if (!::ask(service_, is_busy)) {
            return false;
        }
        service_ms = ms_since(begin);
        busy += is_busy ? 1 : 0;
        begin = Clock::now();
        echo(echoing_);
        echo_ms = ms_since(begin);
        return true;
    }

    double service_ms = 0; // of the last question
    double echo_ms = 0;
    long busy = 0; // answers

private:
    HANDLE service_ = INVALID_HANDLE_VALUE;
    HANDLE echoing_ = INVALID_HANDLE_VALUE;
};

/// The echo's thread still waits.
int end(int code) {
    std::fflush(stdout);
    TerminateProcess(GetCurrentProcess(), static_cast<UINT>(code));
    return code;
}

int good(long seconds) {
    Asker asker;
    asker.connect();
    std::vector<double> service;
    std::vector<double> bare;
    for (const auto last = Clock::now() + std::chrono::seconds{seconds}; Clock::now() < last; Sleep(50)) {
        if (!asker.ask()) {
            std::printf("{\"lost\":true}\n");
            return end(1);
        }
        service.push_back(asker.service_ms);
        bare.push_back(asker.echo_ms);
    }
    std::printf("{\"service\":{\"busy\":%ld,%s},\"echo\":{%s}}\n", asker.busy, times_as_json(service).c_str(),
                times_as_json(bare).c_str());
    return end(0);
}

double unix_seconds() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

int steady(long seconds) {
    Asker asker;
    asker.connect();
    for (const auto last = Clock::now() + std::chrono::seconds{seconds}; Clock::now() < last; Sleep(50)) {
        if (!asker.ask()) {
            return end(1);
        }
        std::printf("%.3f %.2f %.2f %ld\n", unix_seconds(), asker.service_ms, asker.echo_ms, asker.busy);
        std::fflush(stdout);
    }
    return end(0);
}

} // namespace

int wmain(int argc, wchar_t* argv[]) {
    const std::wstring verb = argc > 1 ? argv[1] : L"";
    const long first = argc > 2 ? std::wcstol(argv[2], nullptr, 10) : 0;
    const long second = argc > 3 ? std::wcstol(argv[3], nullptr, 10) : 0;
    if (verb == L"frames") {
        return frames(first, static_cast<unsigned>(second));
    }
    if (verb == L"crowd" || verb == L"slow") {
        return crowd(first, second, verb == L"slow");
    }
    if (verb == L"cut") {
        return cut();
    }
    if (verb == L"good") {
        return good(first);
    }
    if (verb == L"steady") {
        return steady(first);
    }
    std::fputs("Usage: hostile frames N SEED | crowd N SECONDS | slow N SECONDS | cut | good SECONDS | "
               "steady SECONDS\n",
               stderr);
    return 2;
}
