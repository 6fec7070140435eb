// SPDX-License-Identifier: MIT
// The lab's wsl.exe: hands its command line to the lab's daemon on 127.0.0.1:7171 and repeats what the daemon
// answers, byte for byte. All of WSL's behaviour is the daemon's (mwlab/daemon.py has the protocol); here is
// only the carrying.
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <fcntl.h>
#include <io.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

constexpr int failed = -1;

std::string utf8(std::wstring_view wide) {
    const int size = WideCharToMultiByte(CP_UTF8, 0, wide.data(), static_cast<int>(wide.size()), nullptr, 0,
                                         nullptr, nullptr);
    std::string text(static_cast<std::size_t>(size), '\0');
    WideCharToMultiByte(CP_UTF8, 0, wide.data(), static_cast<int>(wide.size()), text.data(), size, nullptr,
                        nullptr);
    return text;
}

std::string quoted(std::string_view text) {
    std::string json = "\"";
    for (const char ch : text) {
        const auto code = static_cast<unsigned char>(ch);
        if (code == '"' || code == '\\') {
            json += '\\';
            json += ch;
        } else if (code < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", code);
            json += escape;
        } else {
            json += ch;
        }
    }
    return json + '"';
}

std::string quoted(std::wstring_view wide) {
    return quoted(std::string_view(utf8(wide)));
}

// All that somebody wrote for the guest's command; a console is not read, as nobody may be typing.
std::string standard_input() {
    std::string text;
    const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    DWORD mode = 0, size = 0;
    char buffer[16384];
    if (!GetConsoleMode(input, &mode)) {
        while (ReadFile(input, buffer, sizeof buffer, &size, nullptr) && size > 0) {
            text.append(buffer, size);
        }
    }
    return text;
}

std::string request(int argc, wchar_t** argv) {
    std::string json = "{\"argv\":[";
    for (int i = 1; i < argc; ++i) {
        json += (i > 1 ? "," : "") + quoted(argv[i]);
    }
    json +=
        "],\"stdin\":" + quoted(standard_input()) + ",\"raw\":" + quoted(GetCommandLineW()) + ",\"env\":{";
    const char* separator = "";
    for (const wchar_t* name : {L"WSL_UTF8", L"WSL_DISABLE_WARNINGS"}) {
        if (const wchar_t* value = _wgetenv(name)) {
            json += separator + quoted(name) + ':' + quoted(value);
            separator = ",";
        }
    }
    return json + "}}\n";
}

std::string from_base64(std::string_view text) {
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char ch : text) {
        const int digit = ch >= 'A' && ch <= 'Z'   ? ch - 'A'
                          : ch >= 'a' && ch <= 'z' ? ch - 'a' + 26
                          : ch >= '0' && ch <= '9' ? ch - '0' + 52
                          : ch == '+'              ? 62
                          : ch == '/'              ? 63
                                                   : -1;
        if (digit < 0) {
            break;
        }
        bits = bits << 6 | static_cast<unsigned>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFF);
        }
    }
    return bytes;
}

void repeat(std::FILE* stream, std::string_view base64) {
    const std::string bytes = from_base64(base64);
    std::fwrite(bytes.data(), 1, bytes.size(), stream);
    std::fflush(stream);
}

SOCKET connect_to_daemon() {
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return INVALID_SOCKET;
    }
    const SOCKET connection = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(7171);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return INVALID_SOCKET;
    }
    return connection;
}

// Handles one line of the answer; true with the exit code set when it was the last one.
bool handle(std::string_view line, int& exit_code) {
    constexpr std::string_view out = R"({"stdout":")", err = R"({"stderr":")", end = R"({"exit":)";
    if (line.substr(0, out.size()) == out) {
        repeat(stdout, line.substr(out.size()));
    } else if (line.substr(0, err.size()) == err) {
        repeat(stderr, line.substr(err.size()));
    } else if (line.substr(0, end.size()) == end) {
        exit_code = std::atoi(std::string(line.substr(end.size())).c_str());
        return true;
    }
    return false;
}

int carry(SOCKET connection) {
    std::string pending;
    char buffer[16384];
    int exit_code = failed;
    for (int size; (size = recv(connection, buffer, sizeof buffer, 0)) > 0;) {
        pending.append(buffer, static_cast<std::size_t>(size));
        for (std::size_t end; (end = pending.find('\n')) != std::string::npos; pending.erase(0, end + 1)) {
            if (handle(std::string_view(pending).substr(0, end), exit_code)) {
                return exit_code;
            }
        }
    }
    std::fputs("wsl.exe: the lab's daemon ended the connection\r\n", stderr);
    return failed;
}

} // namespace

int wmain(int argc, wchar_t** argv) {
    _setmode(_fileno(stdout), _O_BINARY);
    _setmode(_fileno(stderr), _O_BINARY);
    const SOCKET connection = connect_to_daemon();
    if (connection == INVALID_SOCKET) {
        std::fputs("wsl.exe: the lab's daemon does not answer on 127.0.0.1:7171\r\n", stderr);
        return failed;
    }
    const std::string line = request(argc, argv);
    for (std::size_t at = 0; at < line.size();) {
        const int sent = send(connection, line.data() + at, static_cast<int>(line.size() - at), 0);
        if (sent <= 0) {
            return failed;
        }
        at += static_cast<std::size_t>(sent);
    }
    return carry(connection);
}
