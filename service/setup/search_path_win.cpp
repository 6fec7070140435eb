// SPDX-License-Identifier: MIT
#include "service/setup/search_path_win.hpp"

#include "common/error_win.hpp"
#include "common/registry_win.hpp"
#include "service/setup/search_path.hpp"

#include <algorithm>
#include <functional>
#include <string>

namespace mirrorwatch::setup {
namespace {

constexpr wchar_t c_name[] = L"Path";
constexpr std::size_t c_longest = 32'766; // characters of an environment variable, by Windows' documentation
constexpr UINT c_patience_ms = 2'000;     // for each program that is told

struct Value {
    std::wstring text; // up to its first NUL
    DWORD type = REG_EXPAND_SZ;
};

/// RegQueryValueExW and not RegGetValueW: that expands %SystemRoot%, which would then be written so.
Result<Value> read(HKEY key) {
    Value value;
    DWORD size = 0;
    LSTATUS error = RegQueryValueExW(key, c_name, nullptr, &value.type, nullptr, &size);
    while (error == ERROR_SUCCESS || error == ERROR_MORE_DATA) {
        value.text.assign(size / sizeof(wchar_t) + 1, L'\0');
        size = static_cast<DWORD>(value.text.size() * sizeof(wchar_t));
        error = RegQueryValueExW(key, c_name, nullptr, &value.type,
                                 reinterpret_cast<BYTE*>(value.text.data()), &size);
        if (error == ERROR_SUCCESS) {
            value.text.resize(std::min(value.text.find(L'\0'), value.text.size()));
            break;
        }
    }
    if (error == ERROR_FILE_NOT_FOUND) {
        return Value{};
    }
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("RegQueryValueExW", static_cast<DWORD>(error))};
    }
    if (value.type != REG_SZ && value.type != REG_EXPAND_SZ) {
        return Error{"the machine's Path is no text in the registry"};
    }
    return value;
}

/// Explorer passes it on to what is started from now on; a program that hangs is not waited for.
void tell_programs() {
    DWORD_PTR ignored = 0;
    SendMessageTimeoutW(HWND_BROADCAST, WM_SETTINGCHANGE, 0, reinterpret_cast<LPARAM>(L"Environment"),
                        SMTO_ABORTIFHUNG, c_patience_ms, &ignored);
}

Result<void> change(const SearchPathPlace& place,
                    const std::function<std::wstring(std::wstring_view)>& edit) {
    KeyHandle key;
    LSTATUS error =
        RegOpenKeyExW(place.root, place.key, 0, KEY_QUERY_VALUE | KEY_SET_VALUE | KEY_WOW64_64KEY, key.put());
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("RegOpenKeyExW", static_cast<DWORD>(error))};
    }
    const Result<Value> now = read(key.get());
    if (!now) {
        return now.error();
    }
    const std::wstring wanted = edit(now->text);
    if (wanted == now->text) {
        return {};
    }
    if (wanted.size() > c_longest && wanted.size() > now->text.size()) {
        return Error{"the machine's Path is as long as it may be; shorten it, and run setup again"};
    }
    error = RegSetValueExW(key.get(), c_name, 0, now->type, reinterpret_cast<const BYTE*>(wanted.c_str()),
                           static_cast<DWORD>((wanted.size() + 1) * sizeof(wchar_t)));
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("RegSetValueExW", static_cast<DWORD>(error))};
    }
    tell_programs();
    return {};
}

} // namespace

Result<void> add_to_search_path(const std::filesystem::path& folder, const SearchPathPlace& place) {
    return change(place, [&](std::wstring_view path) { return with_folder(path, folder.native()); });
}

Result<void> remove_from_search_path(const std::filesystem::path& folder, const SearchPathPlace& place) {
    return change(place, [&](std::wstring_view path) { return without_folder(path, folder.native()); });
}

} // namespace mirrorwatch::setup
