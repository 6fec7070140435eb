// SPDX-License-Identifier: MIT
#include "service/cli/settings_view.hpp"

#include "common/masked.hpp"
#include "common/names.hpp"
#include "common/text.hpp"
#include "service/cli/command_line.hpp"
#include "service/cli/table.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace mirrorwatch::cli {
namespace {

namespace bj = boost::json;
using config::ConfigError;

/// Takes what a check has found; `value` comes back for who wants it.
template <class T>
T judged(SettingsFile& file, config::Checked<T>& checked) {
    file.errors = std::move(checked.errors);
    file.warnings = std::move(checked.warnings);
    file.notes = std::move(checked.notes);
    return file.errors.empty() ? std::move(checked.value) : T{};
}

SettingsFile file_of(std::string path, const FileText& text) {
    SettingsFile file{std::move(path), !text || text->has_value(), {}};
    if (!text) {
        file.unreadable = text.error().message;
    }
    return file;
}

bool is_text(const FileText& text) {
    return text && text->has_value();
}

std::string count_of(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

void add_lines(std::vector<std::pair<ConfigError, std::string>>& lines, const std::vector<ConfigError>& list,
               const std::string& word) {
    for (const ConfigError& entry : list) {
        const std::string place = std::to_string(entry.line) + ":" + std::to_string(entry.column) + ": ";
        lines.emplace_back(entry,
                           (entry.line == 0 ? "" : place) + word + ": " + visible(entry.message) + "\n");
    }
}

std::string findings(const SettingsFile& file) {
    if (!file.unreadable.empty()) {
        return "error: it cannot be read: " + visible(file.unreadable) + "\n";
    }
    std::vector<std::pair<ConfigError, std::string>> lines;
    add_lines(lines, file.errors, "error");
    add_lines(lines, file.warnings, "warning");
    add_lines(lines, file.notes, "note");
    std::ranges::stable_sort(lines, {}, [](const auto& line) {
        return std::pair{line.first.line, line.first.column};
    });
    std::string text;
    for (const auto& [entry, line] : lines) {
        text += line;
    }
    return text;
}

std::string summary(const SettingsFile& file) {
    if (!file.exists) {
        return "There is no " + visible(file.path) + ".\n";
    }
    const std::string head = visible(file.path) + ": ";
    const std::size_t errors = file.errors.size() + (file.unreadable.empty() ? 0 : 1);
    if (errors > 0 && file.counts_in_part) {
        return head + count_of(errors, "error") + ", " + count_of(file.warnings.size(), "warning") +
               "; the rest of it counts.\n";
    }
    if (errors > 0) {
        return head + count_of(errors, "error") + ", " + count_of(file.warnings.size(), "warning") +
               "; nothing of it would count.\n";
    }
    return head + (file.warnings.empty() ? "nothing is wrong" : count_of(file.warnings.size(), "warning")) +
           ".\n";
}

Row row_of(const EndpointSpec& spec) {
    return {visible(spec.name),
            shown_address(spec),
            std::string{name_of(spec.from)},
            std::string{name_of(spec.when)},
            spec.enabled ? text::duration(spec.interval) : "never, it is not enabled",
            visible(spec.group)};
}

std::string endpoints_table(const std::vector<SettingsFile>& files) {
    std::vector<Row> rows{{"ENDPOINT", "ADDRESS", "FROM", "WHEN", "EVERY", "GROUP"}};
    for (const SettingsFile& file : files) {
        std::ranges::transform(file.endpoints, std::back_inserter(rows), row_of);
    }
    return rows.size() == 1 ? "No endpoints would be watched.\n" : table(rows);
}

bj::array list_json(const std::vector<ConfigError>& list) {
    bj::array array;
    for (const ConfigError& entry : list) {
        array.push_back(
            bj::object{{"line", entry.line}, {"column", entry.column}, {"message", entry.message}});
    }
    return array;
}

bj::object file_json(const SettingsFile& file) {
    bj::object object;
    object["path"] = file.path;
    object["exists"] = file.exists;
    object["unreadable"] = file.unreadable.empty() ? bj::value(nullptr) : bj::value(file.unreadable);
    object["errors"] = list_json(file.errors);
    object["warnings"] = list_json(file.warnings);
    object["notes"] = list_json(file.notes);
    return object;
}

bj::object endpoint_json(const EndpointSpec& spec, const std::string& path) {
    return {
        {"name", spec.name},          {"address", shown_address(spec)},       {"type", name_of(spec.kind)},
        {"from", name_of(spec.from)}, {"when", name_of(spec.when)},           {"enabled", spec.enabled},
        {"group", spec.group},        {"interval_ms", spec.interval.count()}, {"file", path}};
}

} // namespace

MachineFile machine_file(std::string path, const FileText& text) {
    MachineFile machine{file_of(std::move(path), text), {}, {}};
    if (is_text(text)) {
        auto checked = config::check_settings(**text, machine.file.path);
        machine.names = std::move(checked.names);
        machine.settings = judged(machine.file, checked);
        machine.file.endpoints = machine.settings.endpoints;
    }
    return machine;
}

SettingsFile user_file(std::string path, const FileText& text, const config::Names& taken) {
    SettingsFile file = file_of(std::move(path), text);
    if (is_text(text)) {
        auto checked = config::check_user_settings(**text, file.path, taken);
        file.endpoints = judged(file, checked);
    }
    return file;
}

SettingsFile vpn_table_file(std::string path, const FileText& text) {
    SettingsFile file = file_of(std::move(path), text);
    if (is_text(text)) {
        if (auto parsed = config::parse_vpn_rules(**text, file.path)) {
            file.warnings = std::move(parsed->warnings);
            file.notes = std::move(parsed->notes);
        } else {
            file.errors.push_back(parsed.error());
        }
    }
    return file;
}

SettingsFile policy_file(const OrganisationPolicy& policy, const std::vector<std::string>& errors,
                         const std::vector<std::string>& warnings) {
    const auto places = [](const std::vector<std::string>& sentences) {
        std::vector<ConfigError> list;
        list.reserve(sentences.size());
        for (const std::string& sentence : sentences) {
            list.push_back({std::string{c_policy_key}, 0, 0, sentence});
        }
        return list;
    };
    SettingsFile file{"HKLM\\" + std::string{c_policy_key},
                      policy != OrganisationPolicy{} || !errors.empty() || !warnings.empty(),
                      {}};
    file.errors = places(errors);
    file.warnings = places(warnings);
    file.endpoints = policy.endpoints.value_or(std::vector<EndpointSpec>{});
    file.counts_in_part = true;
    return file;
}

std::string settings_table(const std::vector<SettingsFile>& files) {
    std::string text;
    for (const SettingsFile& file : files) {
        text += findings(file) + summary(file) + "\n";
    }
    return text + endpoints_table(files);
}

std::string settings_json(const std::vector<SettingsFile>& files) {
    bj::array list;
    bj::array endpoints;
    for (const SettingsFile& file : files) {
        list.push_back(file_json(file));
        for (const EndpointSpec& spec : file.endpoints) {
            endpoints.push_back(endpoint_json(spec, file.path));
        }
    }
    bj::object object;
    object["files"] = std::move(list);
    object["endpoints"] = std::move(endpoints);
    return bj::serialize(object) + "\n";
}

int settings_exit_code(const std::vector<SettingsFile>& files) {
    const auto is_wrong = [](const SettingsFile& file) {
        return !file.errors.empty() || !file.unreadable.empty() || !file.warnings.empty();
    };
    return std::ranges::any_of(files, is_wrong) ? c_failed : c_ok;
}

} // namespace mirrorwatch::cli
