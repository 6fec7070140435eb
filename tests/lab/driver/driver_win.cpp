// SPDX-License-Identifier: MIT
// What a test can only see or do as a Windows program on the same desktop; JSON in UTF-8 on standard output.
//
//   driver look             every visible top-level window: class, title, place, program, and its children
//                           with their texts
//   driver watch            the snapshots that come over the product's pipe, one a line, with their times
//   driver tell REQUEST     one request over the product's pipe, in its JSON; prints the answer to it
//   driver hide-notes       takes notifications off the screen
//   driver click-balloon    posts what Windows sends when the user clicks the tray program's notification,
//                           which Wine does not
//   driver type KEYS        posts keys to the tray program, whose menu is open: letters and digits, "<"
//   leaves driver recolour         tells the tray program that the theme has changed, as Windows does driver
//   new-taskbar      tells it that the taskbar was made again

#include "tests/lab/driver/pipe_win.hpp"

#include <windows.h>

#include <commctrl.h>
#include <shellapi.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

// The tray program's contract: tray/window_win.hpp.
constexpr wchar_t c_tray_class[] = L"MirrorwatchTray";
constexpr UINT c_icon_message = WM_APP + 1;
constexpr UINT c_icon_id = 1;

constexpr UINT c_patience_ms =
    1'000; // a window that does not answer has no text, and the others are still seen
constexpr DWORD c_try_again_ms = 20;
constexpr std::size_t c_longest = 16'384; // a page of the status window
constexpr int c_largest_list = 200;

std::string narrow(const std::wstring& text) {
    std::string utf8(text.size() * 3, '\0');
    utf8.resize(static_cast<std::size_t>(
        WideCharToMultiByte(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), utf8.data(),
                            static_cast<int>(utf8.size()), nullptr, nullptr)));
    return utf8;
}

std::string quoted(const std::wstring& text) {
    std::string json = "\"";
    for (const char c : narrow(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(byte));
            json += escape;
        } else {
            json += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
        }
    }
    return json + '"';
}

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) {
        text += (text.empty() ? "" : ",") + item;
    }
    return "[" + text + "]";
}

std::wstring class_of(HWND window) {
    wchar_t name[256];
    return {name, static_cast<std::size_t>(GetClassNameW(window, name, 256))};
}

std::wstring text_of(HWND window) {
    std::wstring text(c_longest, L'\0');
    DWORD_PTR length = 0;
    if (!SendMessageTimeoutW(window, WM_GETTEXT, c_longest, reinterpret_cast<LPARAM>(text.data()),
                             SMTO_ABORTIFHUNG, c_patience_ms, &length)) {
        return {};
    }
    text.resize(length < c_longest ? length : 0);
    return text;
}

std::wstring program_of(DWORD process) {
    const HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process);
    wchar_t path[MAX_PATH];
    DWORD length = MAX_PATH;
    const bool known = handle != nullptr && QueryFullProcessImageNameW(handle, 0, path, &length) != FALSE;
    if (handle != nullptr) {
        CloseHandle(handle);
    }
    return known ? std::wstring{path, length} : std::wstring{};
}

/// Memory of the process that owns a list: the list reads and writes only there.
class Remote {
public:
    explicit Remote(HWND window) {
        DWORD process = 0;
        GetWindowThreadProcessId(window, &process);
        process_ = OpenProcess(PROCESS_VM_OPERATION | PROCESS_VM_READ | PROCESS_VM_WRITE, FALSE, process);
        memory_ = VirtualAllocEx(process_, nullptr, sizeof(Cell), MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    }

    ~Remote() {
        VirtualFreeEx(process_, memory_, 0, MEM_RELEASE);
        CloseHandle(process_);
    }

    Remote(const Remote&) = delete;
    Remote& operator=(const Remote&) = delete;

    std::wstring cell(HWND list, int row, int column) {
        auto* there = static_cast<Cell*>(memory_);
        Cell here{};
        here.item.iSubItem = column;
        here.item.cchTextMax = 512;
        here.item.pszText = there->text;
        WriteProcessMemory(process_, there, &here, sizeof here, nullptr);
        SendMessageW(list, LVM_GETITEMTEXTW, static_cast<WPARAM>(row),
                     reinterpret_cast<LPARAM>(&there->item));
        ReadProcessMemory(process_, there, &here, sizeof here, nullptr);
        here.text[511] = L'\0';
        return here.text;
    }

private:
    struct Cell {
        LVITEMW item;
        wchar_t text[512];
    };

    HANDLE process_ = nullptr;
    void* memory_ = nullptr;
};

std::string rows_of(HWND list) {
    const auto header = reinterpret_cast<HWND>(SendMessageW(list, LVM_GETHEADER, 0, 0));
    const int columns = static_cast<int>(SendMessageW(header, HDM_GETITEMCOUNT, 0, 0));
    const int count = static_cast<int>(SendMessageW(list, LVM_GETITEMCOUNT, 0, 0));
    std::vector<std::string> rows;
    Remote remote{list};
    for (int row = 0; row < count && row < c_largest_list; ++row) {
        std::vector<std::string> cells;
        for (int column = 0; column < columns; ++column) {
            cells.push_back(quoted(remote.cell(list, row, column)));
        }
        rows.push_back(joined(cells));
    }
    return joined(rows);
}

std::string place_of(HWND window) {
    RECT r{};
    GetWindowRect(window, &r);
    return "[" + std::to_string(r.left) + "," + std::to_string(r.top) + "," + std::to_string(r.right) + "," +
           std::to_string(r.bottom) + "]";
}

std::string described(HWND window, bool is_child) {
    const std::wstring type = class_of(window);
    std::string json = "{\"class\":" + quoted(type) + ",\"text\":" + quoted(text_of(window)) +
                       ",\"rect\":" + place_of(window);
    if (is_child) {
        json += ",\"id\":" + std::to_string(GetDlgCtrlID(window));
        json += IsWindowVisible(window) ? ",\"visible\":true" : ",\"visible\":false";
        json += IsWindowEnabled(window) ? ",\"enabled\":true" : ",\"enabled\":false";
        json += type == L"SysListView32" ? ",\"rows\":" + rows_of(window) : "";
        return json + "}";
    }
    DWORD process = 0;
    GetWindowThreadProcessId(window, &process);
    std::vector<std::string> children;
    EnumChildWindows(
        window,
        [](HWND child, LPARAM to) -> BOOL {
            reinterpret_cast<std::vector<std::string>*>(to)->push_back(described(child, true));
            return TRUE;
        },
        reinterpret_cast<LPARAM>(&children));
    return json + ",\"program\":" + quoted(program_of(process)) + ",\"children\":" + joined(children) + "}";
}

std::string look() {
    std::vector<std::string> windows;
    EnumWindows(
        [](HWND window, LPARAM to) -> BOOL {
            if (IsWindowVisible(window)) {
                reinterpret_cast<std::vector<std::string>*>(to)->push_back(described(window, false));
            }
            return TRUE;
        },
        reinterpret_cast<LPARAM>(&windows));
    return joined(windows);
}

double unix_time() {
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    const auto ticks = (static_cast<unsigned long long>(now.dwHighDateTime) << 32) | now.dwLowDateTime;
    return static_cast<double>(ticks) / 1e7 - 11'644'473'600.0;
}

void tell(const std::string& snapshot) {
    std::printf("{\"time\":%.3f,\"snapshot\":%s}\n", unix_time(), snapshot.c_str());
    std::fflush(stdout);
}

/// The id of an offer with a countdown; empty: there is none.
std::string counted_down(const std::string& snapshot) {
    constexpr std::string_view c_offer = R"("offer":{"id":")";
    constexpr std::string_view c_countdown = R"("countdown_ms":)";
    const std::size_t offer = snapshot.find(c_offer);
    const std::size_t countdown = snapshot.find(c_countdown, offer);
    if (offer == std::string::npos || countdown == std::string::npos ||
        snapshot[countdown + c_countdown.size()] == 'n') {
        return {};
    }
    const std::size_t begin = offer + c_offer.size();
    return snapshot.substr(begin, snapshot.find('"', begin) - begin);
}

/// One connection, from its snapshot to its loss. As a tray it says that a question can be seen, as the time
/// of a countdown runs only then.
void listen(HANDLE handle) {
    pipe::send(handle, {}); // the greeting
    std::string shown;
    for (std::string message; pipe::receive(handle, message);) {
        if (message.find(R"("type":"snapshot")") == std::string::npos) {
            continue;
        }
        if (const std::string offer = counted_down(message); !offer.empty() && offer != shown) {
            shown = offer;
            pipe::send(handle, R"({"version":1,"number":1,"verb":"offer_shown","offer":")" + offer +
                                   R"(","visible":true})");
        }
        tell(message);
    }
    tell("null");
}

int watch() {
    while (true) {
        const HANDLE handle = pipe::open();
        if (handle != INVALID_HANDLE_VALUE) {
            listen(handle);
            CloseHandle(handle);
        }
        Sleep(c_try_again_ms);
    }
}

int request(const std::wstring& text) {
    HANDLE handle = pipe::open();
    while (handle == INVALID_HANDLE_VALUE &&
           GetLastError() == ERROR_PIPE_BUSY) { // whoever calls has a deadline
        Sleep(c_try_again_ms);
        handle = pipe::open();
    }
    if (handle == INVALID_HANDLE_VALUE) {
        std::fprintf(stderr, "CreateFileW: error %lu\n", GetLastError());
        return 1;
    }
    pipe::send(handle, {});
    pipe::send(handle, narrow(text));
    for (std::string message; pipe::receive(handle, message);) {
        if (message.find(R"("type":"answer")") != std::string::npos) {
            std::printf("%s\n", message.c_str());
            return 0;
        }
    }
    std::fprintf(stderr, "the connection was lost: error %lu\n", GetLastError());
    return 1;
}

int hide_notes() {
    EnumWindows(
        [](HWND window, LPARAM) -> BOOL {
            if (IsWindowVisible(window) && class_of(window) == TOOLTIPS_CLASSW) {
                ShowWindow(window, SW_HIDE);
            }
            return TRUE;
        },
        0);
    return 0;
}

int click_balloon() {
    const HWND tray = FindWindowW(c_tray_class, nullptr);
    const bool posted = tray != nullptr && PostMessageW(tray, c_icon_message, MAKEWPARAM(1200, 740),
                                                        MAKELPARAM(NIN_BALLOONUSERCLICK, c_icon_id)) != FALSE;
    std::printf("{\"posted\":%s}\n", posted ? "true" : "false");
    return posted ? 0 : 1;
}

/// All that is written in a dialog, and the place of the button that begins so.
struct Seen {
    const wchar_t* begins;
    std::wstring words = {};
    RECT button = {};
};

Seen see_dialog(const wchar_t* button) {
    Seen seen{button};
    EnumChildWindows(
        FindWindowW(L"#32770", L"Mirrorwatch"),
        [](HWND child, LPARAM to) -> BOOL {
            auto& found = *reinterpret_cast<Seen*>(to);
            wchar_t kept[c_longest]; // by Windows, so that the dialog need not be asked
            std::wstring text(kept, static_cast<std::size_t>(InternalGetWindowText(child, kept, c_longest)));
            std::erase(text, L'&');
            if (class_of(child) == L"Button" && text.starts_with(found.begins)) {
                GetWindowRect(child, &found.button);
            }
            found.words += text + L"\n";
            return TRUE;
        },
        reinterpret_cast<LPARAM>(&seen));
    return seen;
}

int click_at_once(const std::wstring& words, const wchar_t* button) {
    std::printf("ready\n");
    std::fflush(stdout);
    ULONGLONG before = GetTickCount64(); // the words were not there then
    Seen seen = see_dialog(button);
    while (seen.words.find(words) == std::wstring::npos) {
        before = GetTickCount64();
        seen = see_dialog(button);
    }
    SetCursorPos((seen.button.left + seen.button.right) / 2, (seen.button.top + seen.button.bottom) / 2);
    mouse_event(MOUSEEVENTF_LEFTDOWN, 0, 0, 0, 0);
    mouse_event(MOUSEEVENTF_LEFTUP, 0, 0, 0, 0);
    std::printf("%llu\n", GetTickCount64() - before);
    return 0;
}

/// Wine gives a menu no key that comes by X11 before some window had the keyboard; so they are posted, as
/// Windows itself posts them.
int type(const std::wstring& keys) {
    const HWND tray = FindWindowW(c_tray_class, nullptr);
    for (const wchar_t key : keys) {
        const bool leaves = key == L'<';
        PostMessageW(tray, leaves ? WM_KEYDOWN : WM_CHAR, leaves ? VK_ESCAPE : key, 1);
        Sleep(300); // a submenu opens
    }
    return tray != nullptr ? 0 : 1;
}

int send_to_tray(UINT message, const wchar_t* text) {
    const HWND tray = FindWindowW(c_tray_class, nullptr);
    return tray != nullptr && SendMessageTimeoutW(tray, message, 0, reinterpret_cast<LPARAM>(text),
                                                  SMTO_ABORTIFHUNG, c_patience_ms, nullptr) != 0
               ? 0
               : 1;
}

} // namespace

int wmain(int argc, wchar_t* argv[]) {
    const std::wstring verb = argc == 2 ? argv[1] : L"";
    if (verb == L"look") {
        std::printf("%s\n", look().c_str());
        return 0;
    }
    if (verb == L"watch") {
        return watch();
    }
    if (verb == L"hide-notes") {
        return hide_notes();
    }
    if (verb == L"click-balloon") {
        return click_balloon();
    }
    if (verb == L"recolour") {
        return send_to_tray(WM_SETTINGCHANGE, L"ImmersiveColorSet");
    }
    if (verb == L"new-taskbar") {
        return send_to_tray(RegisterWindowMessageW(L"TaskbarCreated"), nullptr);
    }
    if (argc == 3 && std::wstring{argv[1]} == L"tell") {
        return request(argv[2]);
    }
    if (argc == 3 && std::wstring{argv[1]} == L"type") {
        return type(argv[2]);
    }
    if (argc == 4 && std::wstring{argv[1]} == L"click-at-once") {
        return click_at_once(argv[2], argv[3]);
    }
    std::fputs("Usage: driver look | watch | tell REQUEST | hide-notes | click-balloon | type KEYS | "
               "recolour | new-taskbar\n",
               stderr);
    return 2;
}
