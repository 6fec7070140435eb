// SPDX-License-Identifier: MIT
#include "config/group_policy.hpp"

#include "common/ascii.hpp"
#include "common/names.hpp"
#include "common/overloaded.hpp"
#include "config/section.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace mirrorwatch::config {
namespace {

constexpr std::string_view c_blank = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(c_blank);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(c_blank) - first + 1);
}

std::string quoted_list(std::span<const std::string_view> words) {
    std::string list;
    for (const std::string_view& word : words) {
        const bool is_last = &word == &words.back();
        list += (list.empty() ? "\"" : is_last ? " or \"" : ", \"") + std::string{word} + "\"";
    }
    return list;
}

std::string wanted(const PolicyRow& row) {
    switch (row.type) {
    case PolicyType::Flag:
        return "must be 0 or 1, as REG_DWORD";
    case PolicyType::Word:
        return "must be " + quoted_list(row.words) + ", as REG_SZ";
    case PolicyType::Words:
        return "must list " + quoted_list(row.words) +
               ", in any order, or nothing, as REG_MULTI_SZ or as REG_SZ with commas";
    case PolicyType::File:
        break;
    }
    return R"(must be the path of a file on this machine, such as "C:\ProgramData\Corp\endpoints.toml", as REG_SZ)";
}

std::string spelled(const PolicyValue& value) {
    return std::visit(Overloaded{
                          [](std::uint32_t number) { return std::to_string(number); },
                          [](const std::string& text) { return "\"" + text + "\""; },
                          [](const std::vector<std::string>& list) {
                              std::string text;
                              for (const std::string& word : list) {
                                  text += (text.empty() ? "" : ", ") + word;
                              }
                              return "\"" + text + "\"";
                          },
                          [](const StrangeValue& strange) { return strange.type; },
                      },
                      value);
}

std::string found(const PolicyValue& value) {
    constexpr std::size_t c_longest = 100;
    std::string text = spelled(value);
    return text.size() > c_longest ? "a text of " + std::to_string(text.size()) + " bytes" : text;
}

template <class E>
std::optional<E> word_in(const PolicyValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::nullopt : value_named<E>(trimmed(*text));
}

std::optional<bool> flag_in(const PolicyValue& value) {
    const auto* number = std::get_if<std::uint32_t>(&value);
    return number == nullptr || *number > 1 ? std::nullopt : std::optional{*number == 1};
}

/// The words of a list; nothing: it is none. A text of several lines comes with empty ones.
std::optional<std::vector<std::string>> list_in(const PolicyValue& value) {
    std::vector<std::string> words;
    const auto add = [&words](std::string_view word) {
        if (!trimmed(word).empty()) {
            words.emplace_back(trimmed(word));
        }
    };
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        std::ranges::for_each(*list, add);
        return words;
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) {
        return std::nullopt;
    }
    for (std::string_view rest = *text; !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        add(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return words;
}

std::optional<std::vector<NetworkingMode>> ladder_in(const PolicyValue& value) {
    const auto words = list_in(value);
    if (!words) {
        return std::nullopt;
    }
    const auto allowed = row_of(PolicySetting::Ladder).words;
    std::vector<NetworkingMode> ladder;
    ladder.reserve(words->size());
    for (const std::string& word : *words) {
        const auto mode = value_named<NetworkingMode>(word);
        if (std::ranges::count(allowed, word) == 0 || std::ranges::count(ladder, *mode) > 0) {
            return std::nullopt;
        }
        ladder.push_back(*mode);
    }
    return ladder;
}

std::optional<std::string> path_in(const PolicyValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr || !is_absolute_local_path(*text) ? std::nullopt : std::optional{*text};
}

/// False: it is wrong.
bool take(GroupPolicy& read, PolicySetting setting, const PolicyValue& value) {
    OrganisationPolicy& policy = read.policy;
    const auto keep = [](auto& target, auto value_read) {
        target = std::move(value_read);
        return target.has_value();
    };
    switch (setting) {
    case PolicySetting::Action:
        return keep(policy.action, word_in<PolicyAction>(value));
    case PolicySetting::AllowExclude:
        return keep(policy.may_exclude, flag_in(value));
    case PolicySetting::AllowModeChange:
        return keep(policy.may_change_mode, flag_in(value));
    case PolicySetting::Ladder:
        return keep(policy.ladder, ladder_in(value));
    case PolicySetting::RestoreOnVpnDown:
        return keep(policy.restore_on_vpn_down, word_in<RestorePolicy>(value));
    case PolicySetting::EndpointsFile:
        break;
    }
    return keep(read.endpoints_file, path_in(value));
}

std::string hint_at(const PolicyRow& row, const PolicyValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr || row.type != PolicyType::Word ? std::string{} : suggestion(*text, row.words);
}

std::string unknown(const std::string& name) {
    std::vector<std::string_view> known;
    std::ranges::transform(policy_table(), std::back_inserter(known), &PolicyRow::value);
    return name + " is no value that Mirrorwatch knows, and has no effect" + suggestion(name, known);
}

} // namespace

bool is_absolute_local_path(std::string_view path) {
    const auto is_letter = [](char c) { return lower(c) >= 'a' && lower(c) <= 'z'; };
    const auto is_strange = [](char c) {
        return static_cast<unsigned char>(c) < ' ' ||
               std::string_view{"<>\"|?*:/"}.find(c) != std::string_view::npos;
    };
    return path.size() > 3 && is_letter(path[0]) && path.substr(1, 2) == ":\\" &&
           std::none_of(path.begin() + 3, path.end(), is_strange) && !path.ends_with('\\');
}

GroupPolicy read_group_policy(const PolicyValues& values) {
    GroupPolicy read;
    for (const auto& [name, value] : values) {
        const PolicyRow* row = find_policy(name);
        if (row == nullptr) {
            read.warnings.push_back(unknown(name));
        } else if (!take(read, row->setting, value)) {
            read.errors.push_back(std::string{row->value} + " " + wanted(*row) + ", and is " + found(value) +
                                  hint_at(*row, value));
        }
    }
    return read;
}

} // namespace mirrorwatch::config
