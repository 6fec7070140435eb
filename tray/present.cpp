// SPDX-License-Identifier: MIT
#include "tray/present.hpp"

#include "common/text.hpp"
#include "common/translated.hpp"
#include "tray/activation.hpp"
#include "tray/menu.hpp"
#include "tray/retold.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

constexpr std::size_t c_tooltip_units = 127;

bool can_choose(const std::vector<MenuItem>& menu, Command command) {
    return std::ranges::any_of(menu,
                               [&](const MenuItem& item) { return item.command == command && item.enabled; });
}

View without_service(const MemoryOfWhatWasShown& before, ServiceState service) {
    const std::string sentence{sentence_of(service)};
    View view;
    view.headline = sentence;
    view.advice = advice_for(service);
    view.tooltip = shortened("Mirrorwatch: " + sentence, c_tooltip_units);
    view.shown = before;
    return view;
}

void add_dialogs(View& view, const Snapshot& now) {
    if (now.offer) {
        view.offer = offer_dialog(*now.offer, now);
    }
    if (can_choose(view.menu, Command::RollBack)) {
        view.roll_back = roll_back_dialog(now);
    }
    if (can_choose(view.menu, Command::UseVirtioProxy)) {
        view.use_virtioproxy = virtioproxy_dialog(now);
    }
    if (const VpnView* vpn = full_tunnel_in(now); vpn != nullptr && why_not_exclude(*vpn, now).empty()) {
        view.exclude = exclude_dialog(*vpn);
    }
    if (can_choose(view.menu, Command::Restore)) {
        view.restore = restore_dialog(now);
    }
}

View with_service(const Snapshot& now, const MemoryOfWhatWasShown& before) {
    View view;
    view.headline = headline_for(now);
    view.tooltip = shortened("Mirrorwatch: " + view.headline, c_tooltip_units);
    view.notification = notification_for(now, before);
    view.shown = memory_after(now, before);
    view.opens_offer = now.offer && now.offer->countdown && now.offer->id != before.offer;
    return view;
}

/// In UTF-16, of the character that begins with this byte of UTF-8; 0: it is inside of one.
std::size_t units_of(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
}

} // namespace

std::size_t utf16_length(std::string_view text) {
    std::size_t units = 0;
    for (const char c : text) {
        units += units_of(c);
    }
    return units;
}

std::string shortened(std::string_view text, std::size_t largest) {
    std::size_t units = 0;
    std::size_t cut = 0; // where the text ends if one more unit is needed for the ellipsis
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t more = units_of(text[i]);
        if (more > 0 && units + 1 <= largest) {
            cut = i;
        }
        units += more;
    }
    return units <= largest ? std::string{text} : std::string{text.substr(0, cut)} + "…";
}

std::string few_of(std::vector<std::string> items) {
    constexpr std::size_t c_few = 5;
    if (items.size() > c_few) {
        const std::size_t more = items.size() - (c_few - 1);
        items.resize(c_few - 1);
        items.push_back(text::counted("{count} more", "{count} more", more));
    }
    return text::list_of(items);
}

std::string called(const VpnView& vpn) {
    return vpn.client.empty() ? vpn.name : vpn.client;
}

std::string short_name(std::string_view adapter_name, const Snapshot& now) {
    const auto found = std::find_if(now.vpns.begin(), now.vpns.end(),
                                    [&](const VpnView& vpn) { return vpn.name == adapter_name; });
    return found == now.vpns.end() ? std::string{adapter_name} : called(*found);
}

std::string headline_for(const Snapshot& now) {
    if (now.headline.code != MessageId::AllWell) {
        return said(now.headline, &now);
    }
    if (!now.settings_error.empty()) {
        return std::string{text::translated("The last change of mirrorwatch.toml is not in force.")};
    }
    return said(now.service_troubles.empty() ? now.headline : now.service_troubles.front(), &now);
}

View present(const std::optional<Snapshot>& now, const MemoryOfWhatWasShown& before, ServiceState service) {
    View view = now ? with_service(*now, before) : without_service(before, service);
    view.icon = icon_for(now, service);
    view.menu = menu_for(now, service);
    view.help = help_dialog();
    view.over = tags_that_are_over(now);
    if (now) {
        add_dialogs(view, *now);
    }
    return view;
}

} // namespace mirrorwatch::tray
