// SPDX-License-Identifier: MIT
#include "service/agent/config/config_value.hpp"

#include "common/names.hpp"
#include "common/wslconfig/edit.hpp"
#include "common/wslconfig/settings.hpp"

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

constexpr const char* c_mode_key = "wsl2.networkingMode";

/// Two of the modes' names mean the same.
std::string in_one_spelling(const std::string& key, std::string value) {
    return key == c_mode_key ? std::string{to_string(networking_mode_from(value))} : value;
}

} // namespace

Wanted wanted(NetworkingMode mode) {
    return {c_mode_key, std::string{to_string(mode)}};
}

Wanted wanted(ConfigSetting setting) {
    return {"wsl2." + std::string{name_of(setting)}, "false"};
}

Wanted wanted_by(const BackupNote& note) {
    return note.setting ? wanted(*note.setting) : wanted(note.edit->after);
}

Result<KeyState> state_of(const Bytes& file, const std::string& key) {
    const auto settings = wslconfig::read(std::string_view{file ? *file : std::string_view{}});
    if (settings.has_error())
        return settings.error();
    const auto& entries = settings->document.entries;
    const auto occurrences =
        std::count_if(entries.begin(), entries.end(), [&](const wslconfig::Entry& entry) {
            return wslconfig::find_key(entry.key) == wslconfig::find_key(key);
        });
    return KeyState{in_one_spelling(key, (*settings)[key].value.value_or("")),
                    static_cast<std::size_t>(occurrences)};
}

std::optional<std::string> without_ours(const Bytes& now, const Wanted& ours, const Bytes& original) {
    using Kind = wslconfig::Edit::Kind;
    const auto present = state_of(now, ours.key);
    const auto before = state_of(original, ours.key);
    if (!now || present.has_error() || before.has_error() || present->value != ours.value ||
        present->occurrences == 0)
        return std::nullopt;
    if (before->occurrences == 0 && present->occurrences == 1) {
        auto removed = wslconfig::apply_edit(*now, {Kind::Unset, ours.key});
        if (removed.has_value())
            return std::move(*removed);
    }
    auto result = wslconfig::apply_edit(*now, {Kind::Set, ours.key, before->value});
    return result.has_value() ? std::optional{std::move(*result)} : std::nullopt;
}

} // namespace mirrorwatch::agent
