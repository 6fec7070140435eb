// SPDX-License-Identifier: MIT
#include "tray/errand_words.hpp"

#include "common/text.hpp"
#include "tray/activation.hpp"
#include "tray/present.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

constexpr std::size_t c_text_units = 255; // of a notification

/// Without the ends of its lines at the end.
std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
        text.pop_back();
    }
    return text;
}

constexpr std::string_view c_where =
    "\nDrag the icon from behind the taskbar's arrow onto the taskbar to see it always.";

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
            names.push_back(endpoint.name);
        }
    }
    return names.empty() ? std::string{} : "; servers in WSL: " + few_of(std::move(names));
}

/// And where the Internet is tried: that is a connection which you have not made.
std::string what_is_watched(const Snapshot& now) {
    std::vector<std::string> names;
    std::string asked;
    for (const EndpointView& endpoint : now.endpoints) {
        if (endpoint.state == EndpointState::Up && !is_server(endpoint)) {
            names.push_back(endpoint.name);
        }
        if (endpoint.source == EndpointSource::BuiltIn && endpoint.name == c_internet) {
            asked = " The Internet is tried at " + host_of(endpoint.address) + ", as Windows does.";
        }
    }
    return "Watching WSL for you: " + few_of(std::move(names)) + servers_of(now) + "." + asked;
}

} // namespace

Notification about_watching(bool worked, const std::string& output) {
    const std::string says = trimmed(output);
    return {worked ? "Watched from now on" : "That did not work",
            shortened(says.empty() ? "mirrorwatch.exe could not be run, or did not end in time." : says,
                      c_text_units),
            !worked, std::string{c_answer_tag}};
}

std::optional<Notification> about_start(const std::string& failure) {
    if (failure.empty()) {
        return std::nullopt;
    }
    return Notification{"That did not work", shortened(failure, c_text_units), true,
                        std::string{c_answer_tag}};
}

std::optional<Notification> about_first_run(const Snapshot& now) {
    const bool is_guarding = std::ranges::any_of(
        now.endpoints, [](const EndpointView& endpoint) { return endpoint.state == EndpointState::Up; });
    const bool has_nothing = now.headline.code == MessageId::NothingToGuard;
    if (!is_guarding && !has_nothing) {
        return std::nullopt;
    }
    const std::string what = has_nothing ? text::to_text(now.headline) : what_is_watched(now);
    return Notification{"Mirrorwatch is here",
                        shortened(what, c_text_units - c_where.size()) + std::string{c_where}, false,
                        std::string{c_hint_tag}};
}

} // namespace mirrorwatch::tray
