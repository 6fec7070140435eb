// SPDX-License-Identifier: MIT
#include "common/registry_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"

#include <utility>

namespace mirrorwatch {
namespace {

bool is_not_there(LSTATUS error) {
    return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND || error == ERROR_UNSUPPORTED_TYPE;
}

} // namespace

Result<std::optional<std::uint32_t>> registry_number(HKEY root, const std::wstring& key,
                                                     const std::wstring& name) {
    DWORD value = 0;
    DWORD size = sizeof value;
    const LSTATUS error = RegGetValueW(root, key.c_str(), name.c_str(),
                                       RRF_RT_REG_DWORD | RRF_SUBKEY_WOW6464KEY, nullptr, &value, &size);
    if (is_not_there(error)) {
        return std::optional<std::uint32_t>{};
    }
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("RegGetValueW", static_cast<DWORD>(error))};
    }
    return std::optional<std::uint32_t>{value};
}

Result<std::optional<std::string>> registry_text(HKEY root, const std::wstring& key,
                                                 const std::wstring& name) {
    constexpr DWORD flags = RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY;
    std::wstring text(256, L'\0');
    LSTATUS error = ERROR_MORE_DATA;
    for (int attempt = 0; error == ERROR_MORE_DATA && attempt < 3; ++attempt) { // it may grow meanwhile
        auto size = static_cast<DWORD>(text.size() * sizeof text[0]);
        error = RegGetValueW(root, key.c_str(), name.c_str(), flags, nullptr, text.data(), &size);
        if (error == ERROR_MORE_DATA) {
            text.resize(size / sizeof text[0] + 1);
        }
    }
    if (is_not_there(error)) {
        return std::optional<std::string>{};
    }
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("RegGetValueW", static_cast<DWORD>(error))};
    }
    return std::optional<std::string>{narrow(text.c_str())}; // up to the first NUL
}

Result<std::uint32_t> registry_subkeys(HKEY root, const std::wstring& key) {
    KeyHandle opened;
    LSTATUS error = RegOpenKeyExW(root, key.c_str(), 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, opened.put());
    if (is_not_there(error)) {
        return std::uint32_t{0};
    }
    DWORD count = 0;
    if (error == ERROR_SUCCESS) {
        error = RegQueryInfoKeyW(opened.get(), nullptr, nullptr, nullptr, &count, nullptr, nullptr, nullptr,
                                 nullptr, nullptr, nullptr, nullptr);
    }
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("RegQueryInfoKeyW", static_cast<DWORD>(error))};
    }
    return std::uint32_t{count};
}

} // namespace mirrorwatch
