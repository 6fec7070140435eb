// SPDX-License-Identifier: MIT
#include "tray/present.hpp"

#include "common/text.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

constexpr std::size_t c_tooltip_units = 127;
constexpr std::string_view c_no_service = "The Mirrorwatch service is not running or does not answer.";

View without_service(const MemoryOfWhatWasShown& before) {
    View view;
    view.headline = c_no_service;
    view.tooltip = "Mirrorwatch: the service is not running or does not answer.";
    view.menu = menu_for(std::nullopt);
    view.shown = before;
    return view;
}

} // namespace

std::string shortened(std::string_view text, std::size_t largest) {
    std::size_t units = 0;
    std::size_t cut = 0; // where the text ends if one more unit is needed for the ellipsis
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0) == 0x80) {
            continue; // inside a character
        }
        if (units + 1 <= largest) {
            cut = i;
        }
        units += byte >= 0xF0 ? 2 : 1;
    }
    return units <= largest ? std::string{text} : std::string{text.substr(0, cut)} + "…";
}

std::string few_of(std::vector<std::string> items) {
    constexpr std::size_t c_few = 5;
    if (items.size() > c_few) {
        const std::size_t more = items.size() - (c_few - 1);
        items.resize(c_few - 1);
        items.push_back(std::to_string(more) + " more");
    }
    return text::list_of(items);
}

std::string short_name(std::string_view adapter_name, const Snapshot& now) {
    const auto found = std::find_if(now.vpns.begin(), now.vpns.end(),
                                    [&](const VpnView& vpn) { return vpn.name == adapter_name; });
    return found == now.vpns.end() || found->client.empty() ? std::string{adapter_name} : found->client;
}

View present(const std::optional<Snapshot>& now, const MemoryOfWhatWasShown& before,
             std::chrono::sys_seconds /*time*/) {
    if (!now) {
        return without_service(before);
    }
    View view;
    view.icon = now->health == Health::Fine ? Icon::Fine : Icon::Trouble;
    view.headline = text::to_text(now->headline);
    view.tooltip = shortened("Mirrorwatch: " + view.headline, c_tooltip_units);
    view.menu = menu_for(now);
    view.notification = notification_for(*now, before);
    view.shown = memory_after(*now, before);
    if (now->offer) {
        view.offer = offer_dialog(*now->offer, *now);
        view.opens_offer = now->offer->countdown && now->offer->id != before.offer;
    }
    if (now->can_roll_back) {
        view.roll_back = roll_back_dialog(*now);
    }
    if (now->can_restore) {
        view.restore = restore_dialog(*now);
    }
    return view;
}

} // namespace mirrorwatch::tray
