// SPDX-License-Identifier: MIT
#pragma once

#include "common/registry_win.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace mirrorwatch::support {

/// A key below HKEY_CURRENT_USER, which takes the place of one of the machine's. It is made with its first
/// value, or by `make`, and is gone at the end.
class TestKey {
public:
    explicit TestKey(const std::wstring& name)
        : parent_(L"Software\\mirrorwatch-test-" + std::to_wstring(GetCurrentProcessId()))
        , name_(name) {
        KeyHandle made;
        REQUIRE(RegCreateKeyExW(HKEY_CURRENT_USER, parent_.c_str(), 0, nullptr, 0, KEY_READ, nullptr,
                                made.put(), nullptr) == ERROR_SUCCESS);
    }

    ~TestKey() {
        remove();
        RegDeleteKeyW(HKEY_CURRENT_USER, parent_.c_str());
    }

    TestKey(const TestKey&) = delete;
    TestKey& operator=(const TestKey&) = delete;

    [[nodiscard]] const std::wstring& parent() const { return parent_; }

    [[nodiscard]] const std::wstring& name() const { return name_; }

    [[nodiscard]] std::wstring path() const { return parent_ + L"\\" + name_; }

    void make() const {
        KeyHandle made;
        REQUIRE(RegCreateKeyExW(HKEY_CURRENT_USER, path().c_str(), 0, nullptr, 0, KEY_READ, nullptr,
                                made.put(), nullptr) == ERROR_SUCCESS);
    }

    void remove() const { RegDeleteKeyW(HKEY_CURRENT_USER, path().c_str()); }

    template <class Number>
    void set(const wchar_t* value, DWORD type, Number number) const {
        set_bytes(value, type, &number, sizeof number);
    }

    void set(const wchar_t* value, DWORD type, const std::wstring& text) const {
        set_bytes(value, type, text.data(), text.size() * sizeof(wchar_t));
    }

private:
    void set_bytes(const wchar_t* value, DWORD type, const void* data, std::size_t size) const {
        REQUIRE(RegSetKeyValueW(HKEY_CURRENT_USER, path().c_str(), value, type, data,
                                static_cast<DWORD>(size)) == ERROR_SUCCESS);
    }

    std::wstring parent_;
    std::wstring name_;
};

} // namespace mirrorwatch::support
