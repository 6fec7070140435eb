// SPDX-License-Identifier: MIT
#include "service/cli/own_endpoints_view.hpp"

#include "common/masked.hpp"
#include "common/names.hpp"
#include "common/text.hpp"
#include "service/cli/table.hpp"

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

using config::ConfigError;
using config::NewEndpoint;

constexpr const char* c_undo = "To take that back: mirrorwatch endpoints undo\n";

std::string when_words(Takes takes) {
    switch (takes) {
    case Takes::AtOnce:
        return "The service takes it up at once.\n";
    case Takes::WithinAMinute:
        return "The service takes it up within a minute.\n";
    case Takes::WhenItRuns:
        break;
    }
    return "The service does not run; it takes this up when it does.\n";
}

std::string line_of(const NewEndpoint& endpoint) {
    return "Added " + in_quotes(endpoint.name) + ": " + masked(endpoint.url) + ", from " +
           std::string{endpoint.from == EndpointFrom::Windows ? "Windows"
                       : endpoint.from == EndpointFrom::Wsl   ? "WSL"
                                                              : "Windows and WSL"} +
           (endpoint.when == EndpointWhen::Vpn     ? ", while a VPN is up"
            : endpoint.when == EndpointWhen::NoVpn ? ", while no VPN is up"
                                                   : "") +
           "\n";
}

/// What the change has brought of it: what is added stands last, so that the rest has its place still.
std::string new_lines(const std::string& word, const std::vector<ConfigError>& before,
                      const std::vector<ConfigError>& after) {
    std::string text;
    for (const ConfigError& entry : after) {
        if (std::ranges::find(before, entry) == before.end()) {
            text += word + ": " + visible(config::to_string(entry)) + "\n";
        }
    }
    return text;
}

std::string who_can(const EndpointFile& file) {
    if (file.is_users) {
        return file.exists ? ": change it by mirrorwatch endpoints add and remove, or by hand."
                           : ", which is not there yet: mirrorwatch endpoints add makes it.";
    }
    const std::string change = file.exists ? " change it" : " make it";
    return std::string{file.exists ? ":" : ", which is not there:"} +
           (file.can_write ? " you can" + change + ", as an administrator."
                           : " only an administrator can" + change + ".");
}

} // namespace

std::string added_words(const std::vector<NewEndpoint>& endpoints, const agent::FileChange& change,
                        const std::string& path, Takes takes) {
    std::string text;
    for (const NewEndpoint& endpoint : endpoints) {
        text += line_of(endpoint);
    }
    const auto before = config::check_user_settings(change.before.value_or(""), path, {});
    const auto after = config::check_user_settings(change.after.value_or(""), path, {});
    return text + (endpoints.size() == 1 ? "It is in " : "They are in ") +
           (change.before ? "" : "a new file, ") + path + ". " + c_undo +
           new_lines("warning", before.warnings, after.warnings) +
           new_lines("note", before.notes, after.notes) + when_words(takes);
}

std::string removed_words(const std::string& name, const std::string& path, Takes takes) {
    return "Removed " + in_quotes(name) + " from " + path + ". " + c_undo + when_words(takes);
}

std::string undone_words(const TakenBack& undone, const std::string& path, Takes takes) {
    return "Taken back: " + visible(undone.what) + ". " +
           (undone.change.after ? path + " is as it was before that.\n"
                                : path + " was made by that, and is gone.\n") +
           when_words(takes);
}

std::string files_words(const std::vector<EndpointFile>& files) {
    std::string text = files.empty() ? "" : "\n";
    for (const EndpointFile& file : files) {
        text += (file.is_users ? "Your own are in " : "Those of the whole machine are in ") + file.path +
                who_can(file) + "\n";
    }
    return text;
}

} // namespace mirrorwatch::cli
