// SPDX-License-Identifier: MIT
#include "tray/errand_words.hpp"

#include "common/translated.hpp"
#include "tray/activation.hpp"
#include "tray/present.hpp"
#include "tray/retold.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

using text::translated;

constexpr std::size_t c_text_units = 255; // of a notification

/// Without the ends of its lines at the end.
std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
        text.pop_back();
    }
    return text;
}

constexpr std::string_view c_internet = "the Internet"; // as the service calls this check

bool is_server(const EndpointView& endpoint) {
    return endpoint.source == EndpointSource::Learned;
}

/// "tcp://www.msftconnecttest.com:80" without what is before and behind the name.
std::string host_of(std::string address) {
    address.erase(0, address.find("//") == std::string::npos ? 0 : address.find("//") + 2);
    return address.substr(0, address.find(':'));
}

std::string servers_of(const Snapshot& now) {
    std::vector<std::string> names;
    for (const EndpointView& endpoint : now.endpoints) {
        if (is_server(endpoint)) {
            names.push_back(retold(endpoint.name));
        }
    }
    return names.empty() ? std::string{} : few_of(std::move(names));
}

/// And where the Internet is tried: that is a connection which you have not made.
std::string what_is_watched(const Snapshot& now) {
    std::vector<std::string> names;
    std::string asked;
    for (const EndpointView& endpoint : now.endpoints) {
        if (endpoint.state == EndpointState::Up && !is_server(endpoint)) {
            names.push_back(retold(endpoint.name));
        }
        if (endpoint.source == EndpointSource::BuiltIn && endpoint.name == c_internet) {
            asked = translated("The Internet is tried at {host}, as Windows does.",
                               {{"host", host_of(endpoint.address)}});
        }
    }
    const std::string what = few_of(std::move(names));
    const std::string servers = servers_of(now);
    return text::and_next(servers.empty()
                              ? translated("Watching WSL for you: {names}.", {{"names", what}})
                              : translated("Watching WSL for you: {names}; servers in WSL: {servers}.",
                                           {{"names", what}, {"servers", servers}}),
                          asked);
}

} // namespace

Notification about_watching(bool worked, const std::string& output) {
    const std::string says = trimmed(output);
    return {std::string{worked ? translated("Watched from now on") : translated("That did not work")},
            shortened(says.empty() ? translated("mirrorwatch.exe could not be run, or did not end in time.")
                                   : std::string_view{says},
                      c_text_units),
            !worked, std::string{c_answer_tag}};
}

std::optional<Notification> about_start(const std::string& failure) {
    if (failure.empty()) {
        return std::nullopt;
    }
    return Notification{std::string{translated("That did not work")}, shortened(failure, c_text_units), true,
                        std::string{c_answer_tag}};
}

std::optional<Notification> about_first_run(const Snapshot& now) {
    const bool is_guarding = std::ranges::any_of(
        now.endpoints, [](const EndpointView& endpoint) { return endpoint.state == EndpointState::Up; });
    const bool has_nothing = now.headline.code == MessageId::NothingToGuard;
    if (!is_guarding && !has_nothing) {
        return std::nullopt;
    }
    const std::string what = has_nothing ? said(now.headline, &now) : what_is_watched(now);
    const std::string where =
        "\n" + std::string{translated(
                   "Drag the icon from behind the taskbar's arrow onto the taskbar to see it always.")};
    return Notification{std::string{translated("Mirrorwatch is here")},
                        shortened(what, c_text_units - utf16_length(where)) + where, false,
                        std::string{c_hint_tag}};
}

} // namespace mirrorwatch::tray
