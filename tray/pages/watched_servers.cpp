// SPDX-License-Identifier: MIT
#include "tray/pages/watched_servers.hpp"

#include "common/translated.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <optional>

namespace mirrorwatch::tray {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string{} : std::string{text->data(), text->size()};
}

/// The objects in the list of that name; nothing: the text has no such list.
std::optional<std::vector<json::object>> list_in(std::string_view text, std::string_view name) {
    json::error_code error;
    const json::value root = json::parse(text, error);
    const json::object* object = error ? nullptr : root.if_object();
    const json::value* list = object == nullptr ? nullptr : object->if_contains(name);
    if (list == nullptr || !list->is_array()) {
        return std::nullopt;
    }
    std::vector<json::object> all;
    for (const json::value& item : list->get_array()) {
        if (const json::object* one = item.if_object()) {
            all.push_back(*one);
        }
    }
    return all;
}

} // namespace

Result<std::vector<WatchedServer>> watched_servers(std::string_view json) {
    const auto list = list_in(json, "endpoints");
    if (!list) {
        return Error{std::string{text::translated("mirrorwatch.exe did not show what is watched.")}};
    }
    std::vector<WatchedServer> servers;
    for (const json::object& one : *list) {
        servers.push_back({text_in(one, "name"), text_in(one, "address"), text_in(one, "source") == "user"});
    }
    std::ranges::stable_partition(servers, &WatchedServer::is_own);
    return servers;
}

std::string said_of(const WatchedServer& server) {
    return server.is_own ? server.address : std::string{text::translated("set for this computer")};
}

std::vector<FoundServer> found_servers(std::string_view json) {
    std::vector<FoundServer> found;
    for (const json::object& one : list_in(json, "proposals").value_or(std::vector<json::object>{})) {
        found.push_back({text_in(one, "name"), text_in(one, "url")});
    }
    return found;
}

std::vector<std::string> arguments_of(const Wish& wish, const std::vector<FoundServer>& found) {
    const auto chosen = std::ranges::find(found, wish.address, &FoundServer::name);
    const bool is_found = chosen != found.end();
    const std::string name = wish.name.empty() && is_found ? chosen->name : wish.name;
    std::vector<std::string> arguments{"endpoints", "add"};
    if (!name.empty()) {
        arguments.push_back("--name=" + name);
    }
    arguments.push_back("--when=" + wish.when);
    arguments.emplace_back("--"); // what follows is no option, however it begins
    arguments.push_back(is_found ? chosen->address : wish.address);
    return arguments;
}

std::string complaint_of(std::string_view errors) {
    constexpr std::string_view c_program = "mirrorwatch: ";
    constexpr std::string_view c_warning = "warning: ";
    constexpr std::string_view c_option = "; choose another one by --name";
    std::string text;
    while (!errors.empty()) {
        std::string_view line = errors.substr(0, errors.find('\n'));
        errors.remove_prefix(std::min(line.size() + 1, errors.size()));
        line = line.substr(0, line.find_last_not_of('\r') + 1);
        line.remove_prefix(line.starts_with(c_program) ? c_program.size() : 0);
        if (!line.starts_with(c_warning)) {
            text += (text.empty() || line.empty() ? "" : "\n") + std::string{line};
        }
    }
    if (const std::size_t at = text.find(c_option); at != std::string::npos) {
        text.erase(at, c_option.size());
    }
    return text;
}

} // namespace mirrorwatch::tray
