// SPDX-License-Identifier: MIT
#include "service/sense/host/policy_values_win.hpp"

#include "common/error_win.hpp"
#include "common/registry_win.hpp"
#include "common/text_win.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::sense {
namespace {

constexpr DWORD c_most_values = 64;
constexpr DWORD c_longest_name = 16'384; // characters: the registry's own limit
constexpr DWORD c_largest_value = 64 * 1'024;

struct RawValue {
    std::wstring name;
    DWORD type = REG_NONE;
    std::vector<BYTE> bytes;
};

std::string type_name(DWORD type) {
    constexpr std::array c_names{"REG_NONE",   "REG_SZ",      "REG_EXPAND_SZ",
                                 "REG_BINARY", "REG_DWORD",   "REG_DWORD_BIG_ENDIAN",
                                 "REG_LINK",   "REG_MULTI_SZ"};
    return type == REG_QWORD       ? "REG_QWORD"
           : type < c_names.size() ? c_names.at(type)
                                   : "type " + std::to_string(type);
}

/// Whoever wrote it may have left the NUL at its end away.
std::wstring text_in(const std::vector<BYTE>& bytes) {
    std::wstring text(bytes.size() / sizeof(wchar_t), L'\0');
    std::memcpy(text.data(), bytes.data(), text.size() * sizeof(wchar_t));
    return text;
}

std::vector<std::string> lines_in(std::wstring_view text) {
    std::vector<std::string> lines;
    while (!text.empty() && text.front() != L'\0') {
        const std::size_t end = std::min(text.find(L'\0'), text.size());
        lines.push_back(narrow(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

PolicyValue value_of(const RawValue& raw) {
    if (raw.type == REG_DWORD && raw.bytes.size() == sizeof(std::uint32_t)) {
        std::uint32_t number = 0;
        std::memcpy(&number, raw.bytes.data(), sizeof number);
        return number;
    }
    if (raw.type == REG_SZ) {
        const std::wstring text = text_in(raw.bytes);
        return narrow(text.c_str());
    }
    if (raw.type == REG_MULTI_SZ) {
        return lines_in(text_in(raw.bytes));
    }
    return StrangeValue{type_name(raw.type)};
}

/// ERROR_SUCCESS, or why there is no such value.
LSTATUS read_value(HKEY key, DWORD index, RawValue& raw) {
    raw.name.assign(c_longest_name, L'\0');
    raw.bytes.resize(c_largest_value);
    auto length = static_cast<DWORD>(raw.name.size());
    auto size = static_cast<DWORD>(raw.bytes.size());
    const LSTATUS error =
        RegEnumValueW(key, index, raw.name.data(), &length, nullptr, &raw.type, raw.bytes.data(), &size);
    raw.name.resize(error == ERROR_SUCCESS ? length : wcslen(raw.name.c_str()));
    raw.bytes.resize(error == ERROR_SUCCESS ? size : 0);
    return error;
}

} // namespace

Result<PolicyValues> policy_values(HKEY root, const wchar_t* name) {
    KeyHandle key;
    LSTATUS error = RegOpenKeyExW(root, name, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, key.put());
    if (error == ERROR_FILE_NOT_FOUND) {
        return PolicyValues{};
    }
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("RegOpenKeyExW", static_cast<DWORD>(error))};
    }
    PolicyValues values;
    RawValue raw;
    for (DWORD i = 0; i < c_most_values && error != ERROR_NO_MORE_ITEMS; ++i) {
        error = read_value(key.get(), i, raw);
        if (error == ERROR_SUCCESS) {
            values.insert_or_assign(narrow(raw.name), value_of(raw));
        } else if (error == ERROR_MORE_DATA) {
            values.insert_or_assign(narrow(raw.name), StrangeValue{"longer than 64 KiB"});
        } else if (error != ERROR_NO_MORE_ITEMS) {
            return Error{error_sentence("RegEnumValueW", static_cast<DWORD>(error))};
        }
    }
    return values;
}

} // namespace mirrorwatch::sense
