// SPDX-License-Identifier: MIT
#include "service/cli/set_settings.hpp"

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

using agent::FileBytes;
using agent::FileChange;
using config::TypedSetting;

std::vector<std::string> lines_in(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; !text.empty() && from <= text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

/// Why it cannot be set here; empty: it can.
std::string who_governs(const std::string& key, const std::vector<std::string>& managed) {
    const auto found = std::ranges::find_if(policy_table(), [&](const PolicyRow& row) {
        return row.key == key && std::ranges::count(managed, row.value) > 0;
    });
    return found == policy_table().end()
               ? ""
               : key + " is managed by your organisation (" + std::string{found->value} + ")";
}

std::string reason_of(const std::vector<TypedSetting>& wished) {
    std::string reason;
    for (const TypedSetting& one : wished) {
        reason += (reason.empty() ? "set " : ", ") + one.key + "=" + one.value;
    }
    return reason;
}

} // namespace

std::vector<TypedSetting> settings_wished(const Given& given) {
    std::vector<TypedSetting> wished{{given.text("KEY"), given.text("VALUE")}};
    const std::vector<std::string> more = lines_in(given.text("MORE"));
    if (more.size() % 2 != 0) {
        throw UsageError("\"" + more.back() + "\" has no value behind it");
    }
    for (std::size_t i = 0; i < more.size(); i += 2) {
        wished.push_back({more[i], more[i + 1]});
    }
    return wished;
}

Result<FileChange> set_settings(const std::vector<TypedSetting>& wished,
                                const std::vector<std::string>& managed, bool dry_run, agent::Ports& ports) {
    for (const TypedSetting& one : wished) {
        if (const std::string who = who_governs(one.key, managed); !who.empty()) {
            return Error{who};
        }
    }
    const std::string path = ports.config.path();
    const auto plan = [&](const FileBytes& now) -> Result<FileChange> {
        std::string text = now.value_or("");
        for (const TypedSetting& one : wished) {
            auto next = config::set_setting(text, path, one);
            if (!next) {
                return next.error();
            }
            text = std::move(*next);
        }
        return FileChange{now, std::move(text), {}, reason_of(wished)};
    };
    return agent::change_config(plan, dry_run, ports);
}

bool makes_no_sense(const std::vector<TypedSetting>& wished, const Error& why) {
    return std::ranges::any_of(wished, [&](const TypedSetting& one) {
        const auto alone = config::set_setting("", "", one);
        return !alone && alone.error().message == why.message;
    });
}

} // namespace mirrorwatch::cli
