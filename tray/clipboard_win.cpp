// SPDX-License-Identifier: MIT
#include "tray/clipboard_win.hpp"

#include "common/handle_win.hpp"
#include "common/text_win.hpp"

#include <array>
#include <cstring>

namespace mirrorwatch::tray {
namespace {

struct GlobalPolicy {
    using Type = HGLOBAL;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type memory) noexcept { GlobalFree(memory); }
};

using GlobalMemory = UniqueHandle<GlobalPolicy>;

GlobalMemory memory_with(const std::wstring& text) {
    const std::size_t size = (text.size() + 1) * sizeof(wchar_t);
    GlobalMemory memory{GlobalAlloc(GMEM_MOVEABLE, size)};
    void* place = memory ? GlobalLock(memory.get()) : nullptr;
    if (place == nullptr) {
        return {};
    }
    std::memcpy(place, text.c_str(), size);
    GlobalUnlock(memory.get());
    return memory;
}

std::string environment(const wchar_t* name) {
    std::array<wchar_t, 1024> value{};
    const DWORD length = GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size()));
    return length < value.size() ? narrow({value.data(), length}) : std::string{};
}

} // namespace

bool copy_to_clipboard(HWND owner, const std::string& text) {
    GlobalMemory memory = memory_with(widen(text));
    if (!memory || !OpenClipboard(owner)) {
        return false;
    }
    const bool taken = EmptyClipboard() && SetClipboardData(CF_UNICODETEXT, memory.get()) != nullptr;
    if (taken) {
        static_cast<void>(memory.release()); // it is the clipboard's now
    }
    CloseClipboard();
    return taken;
}

Secrets secrets_of_user() {
    return {environment(L"USERPROFILE"), environment(L"USERNAME"), environment(L"USERDOMAIN")};
}

std::string windows_version() {
    using RtlGetVersion = LONG(WINAPI*)(OSVERSIONINFOW*);
    OSVERSIONINFOW version{};
    version.dwOSVersionInfoSize = sizeof version;
    const auto get = reinterpret_cast<RtlGetVersion>(
        reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion")));
    if (get == nullptr || get(&version) != 0) {
        return {};
    }
    return std::to_string(version.dwMajorVersion) + "." + std::to_string(version.dwMinorVersion) + "." +
           std::to_string(version.dwBuildNumber);
}

} // namespace mirrorwatch::tray
