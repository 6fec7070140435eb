#include "service/cli/config_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace mirrorwatch::cli {
namespace {

namespace bj = boost::json;

bj::object setting_json(const wslconfig::Setting& setting) {
    bj::object object;
    object["value"] = setting.value ? bj::value(*setting.value) : bj::value(nullptr);
    object["line"] = setting.line ? bj::value(*setting.line) : bj::value(nullptr);
    object["is_default"] = setting.is_default();
    return object;
}

bj::object settings_json(const wslconfig::Settings& settings) {
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
