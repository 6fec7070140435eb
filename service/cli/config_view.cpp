// SPDX-License-Identifier: MIT
#include "service/cli/config_view.hpp"

#include "common/ascii.hpp"
#include "common/wslconfig/look_alikes.hpp"
#include "service/cli/command_line.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace mirrorwatch::cli {
namespace {

using wslconfig::Diagnostic;

/// WSL's lines need not rise for this, so its order is safe.
std::vector<Diagnostic> merged(const std::vector<Diagnostic>& wsls, const std::vector<Diagnostic>& ours) {
    std::vector<Diagnostic> all;
    auto next = ours.begin();
    all.reserve(wsls.size() + ours.size());
    for (const Diagnostic& diagnostic : wsls) {
        for (; next != ours.end() && next->line < diagnostic.line; ++next) {
            all.push_back(*next);
        }
        all.push_back(diagnostic);
    }
    all.insert(all.end(), next, ours.end());
    return all;
}

ConfigView unreadable(std::string path, const Error& error) {
    return {std::move(path), true, std::nullopt, {{0, wslconfig::Code::Unreadable, {}, {error.message}}}};
}

namespace bj = boost::json;

bj::object setting_json(const wslconfig::Setting& setting) {
    bj::object object;
    object["value"] = setting.value ? bj::value(*setting.value) : bj::value(nullptr);
    object["line"] = setting.line ? bj::value(*setting.line) : bj::value(nullptr);
    object["is_default"] = setting.is_default();
    return object;
}

bj::object settings_json(const wslconfig::FileSettings& settings) {
    bj::object object;
    for (std::size_t i = 0; i < settings.values.size(); ++i) {
        object[wslconfig::known_keys()[i].name] = setting_json(settings.values[i]);
    }
    return object;
}

bj::object diagnostic_json(const wslconfig::Diagnostic& diagnostic) {
    bj::object object;
    object["line"] = diagnostic.line;
    object["code"] = wslconfig::name_of(diagnostic.code);
    object["source"] = wslconfig::name_of(wslconfig::source_of(diagnostic.code));
    object["key"] = canonical_key(diagnostic.key);
    object["message"] = wslconfig::sentence(diagnostic);
    return object;
}

bj::value text_or_null(const std::string& text) {
    return text.empty() ? bj::value(nullptr) : bj::value(text);
}

bj::object entry_json(const agent::BackupEntry& entry) {
    bj::object object;
    object["number"] = entry.number;
    object["time"] = entry.time;
    object["reason"] = entry.reason;
    object["remedy"] = text_or_null(entry.remedy_id);
    object["before_sha256"] = text_or_null(entry.before_sha256);
    object["after_sha256"] = text_or_null(entry.after_sha256);
    object["damage"] = text_or_null(entry.damage);
    return object;
}

template <class Items, class ToJson>
bj::array list(const Items& items, ToJson to_json) {
    bj::array array;
    for (const auto& item : items) {
        array.emplace_back(to_json(item));
    }
    return array;
}

} // namespace

ConfigView view_of(std::string path, const Result<std::optional<std::string>>& bytes,
                   const wslconfig::Policies& policies, const std::vector<std::string>& neighbours) {
    if (!bytes) {
        return unreadable(std::move(path), bytes.error());
    }
    const std::string text = bytes->value_or("");
    Result<wslconfig::FileSettings> settings = wslconfig::read(text);
    if (!settings) {
        return unreadable(std::move(path), settings.error());
    }
    std::vector<Diagnostic> ours = wslconfig::look_alikes(neighbours);
    std::ranges::move(wslconfig::findings(*settings, policies, text), std::back_inserter(ours));
    auto diagnostics = merged(settings->diagnostics, ours);
    return {std::move(path), bytes->has_value(), std::move(*settings), std::move(diagnostics)};
}

std::string canonical_key(std::string_view key) {
    const wslconfig::KnownKey* known = wslconfig::find_key(key);
    if (known == nullptr) {
        return std::string{key};
    }
    return std::string{equal_ignoring_case(key, known->name) ? known->name : known->alias};
}

int exit_code_of(const ConfigView& view) {
    return view.settings && view.diagnostics.empty() ? c_ok : c_failed;
}

std::string config_json(const ConfigView& view) {
    bj::object object;
    object["path"] = view.path;
    object["encoding"] =
        view.settings ? bj::value(wslconfig::name_of(view.settings->document.encoding)) : bj::value(nullptr);
    object["settings"] = view.settings ? settings_json(*view.settings) : bj::object{};
    object["diagnostics"] = list(view.diagnostics, diagnostic_json);
    return bj::serialize(object) + "\n";
}

std::string history_json(const std::string& path, const std::vector<agent::BackupEntry>& entries) {
    bj::object object;
    object["path"] = path;
    object["history"] = list(entries, entry_json);
    return bj::serialize(object) + "\n";
}

} // namespace mirrorwatch::cli
