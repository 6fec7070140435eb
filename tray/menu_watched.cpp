// SPDX-License-Identifier: MIT
#include "common/number.hpp"
#include "common/text.hpp"
#include "common/translated.hpp"
#include "tray/menu.hpp"
#include "tray/present.hpp"
#include "tray/retold.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;
using text::translated;

struct Group {
    EndpointSource source;
    std::string_view heading;
};

constexpr std::array c_groups{Group{EndpointSource::BuiltIn, to_translate("Built in")},
                              Group{EndpointSource::User, to_translate("Yours")},
                              Group{EndpointSource::Machine, to_translate("Set for this computer")},
                              Group{EndpointSource::Learned, to_translate("Servers in WSL")}};
constexpr std::size_t c_most = 12; // of a group, so that all groups fit on a screen
constexpr std::size_t c_name_units = 50;

bool is_down(const EndpointView& endpoint) {
    return endpoint.state == EndpointState::Down;
}

std::string state_of(const EndpointView& endpoint) {
    return endpoint.state == EndpointState::Up
               ? translated("Answers in {time}", {{"time", text::duration(endpoint.latency)}})
               : std::string{text::label(endpoint.state)};
}

MenuItem item_of(const EndpointView& endpoint) {
    const std::string own_name = retold(endpoint.name);
    const std::string name = endpoint.group.empty() ? own_name : endpoint.group + ": " + own_name;
    MenuItem item{Command::Status, menu_text(shortened(name, c_name_units)) + "\t" + state_of(endpoint)};
    const std::optional<std::uint16_t> port =
        endpoint.source == EndpointSource::Learned ? port_of(endpoint.address) : std::nullopt;
    if (port) {
        MenuItem watch{Command::Watch, std::string{translated("&Watch this")}};
        watch.about = std::to_string(*port);
        item.command = Command::None;
        item.submenu = {std::move(watch), {Command::Status, std::string{translated("&Status…")}}};
    }
    return item;
}

/// What does not answer first: the rest may be cut off.
std::vector<const EndpointView*> of_group(const Snapshot& now, EndpointSource source) {
    std::vector<const EndpointView*> found;
    for (const EndpointView& endpoint : now.endpoints) {
        if (endpoint.source == source) {
            found.push_back(&endpoint);
        }
    }
    std::ranges::stable_partition(found, [](const EndpointView* endpoint) { return is_down(*endpoint); });
    return found;
}

void add_group(std::vector<MenuItem>& items, const Snapshot& now, const Group& group) {
    const std::vector<const EndpointView*> endpoints = of_group(now, group.source);
    if (endpoints.empty()) {
        return;
    }
    items.push_back({Command::None, std::string{translated(group.heading)}, false, false, !items.empty()});
    const std::size_t shown = endpoints.size() > c_most ? c_most - 1 : endpoints.size();
    for (std::size_t i = 0; i < shown; ++i) {
        items.push_back(item_of(*endpoints[i]));
    }
    if (shown < endpoints.size()) {
        items.push_back(
            {Command::Status, text::counted("{count} more…", "{count} more…", endpoints.size() - shown)});
    }
}

/// "3, no answer from 1".
std::string summary(const Snapshot& now) {
    const auto down = std::ranges::count_if(now.endpoints, is_down);
    const std::string all = std::to_string(now.endpoints.size());
    return down == 0 ? all
                     : translated("{count}, no answer from {down}",
                                  {{"count", all}, {"down", std::to_string(down)}});
}

} // namespace

std::optional<std::uint16_t> port_of(std::string_view address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view digits = address.substr(colon + 1);
    digits = digits.substr(0, digits.find('/'));
    return port_from(digits);
}

MenuItem watched_item(const Snapshot& now) {
    const std::string words{translated("&Watched")};
    MenuItem item{Command::None, words + "\t" + summary(now)};
    for (const Group& group : c_groups) {
        add_group(item.submenu, now, group);
    }
    if (item.submenu.empty()) {
        item.text = words;
        make_grey(item, translated("nothing is watched"));
    }
    return item;
}

} // namespace mirrorwatch::tray
