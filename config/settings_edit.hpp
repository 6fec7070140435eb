// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <string>
#include <string_view>
#include <vector>

/// How one setting comes into mirrorwatch.toml: text to text, and every byte that is not of its value stays.
/// What comes back has been parsed again and says what was meant; otherwise it is an error, in a sentence.
namespace mirrorwatch::config {

/// As a person types it: "ask", "30s", "true", "nat, virtioproxy".
struct TypedSetting {
    std::string key; // "policy.action"
    std::string value;

    friend bool operator==(const TypedSetting&, const TypedSetting&) = default;
};

/// All single values and lists of a text that is right, by their keys; without endpoints, groups, VPNs and
/// the schema.
[[nodiscard]] std::vector<TypedSetting> typed_settings(std::string_view text);

/// The machine's mirrorwatch.toml with this value. A key that is not there comes right below the head of its
/// section, a section that is not there to the end. `file_name` names the file in errors. Error: there is no
/// such key, the value is wrong (what would be right), or something else in the file is, so that nothing of
/// it counts.
[[nodiscard]] Result<std::string> set_setting(std::string_view text, std::string_view file_name,
                                              const TypedSetting& setting);

} // namespace mirrorwatch::config
