#include "tray/present.hpp"

#include "common/text.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

constexpr std::size_t c_tooltip_units = 127;
constexpr std::string_view c_no_service = "The Mirrorwatch service is not running or does not answer.";

constexpr std::string_view c_click = "\nClick here to see what can be done.";

std::vector<MenuItem> menu_for(bool can_roll_back, bool can_restore) {
    return {{Command::Status, "&Status…", true, true, false},
            {Command::RollBack, "&Rollback to NAT…", can_roll_back, false, true},
            {Command::Restore, "Restore &mirrored…", can_restore, false, false},
            {Command::Exit, "E&xit", true, false, true}};
}

View without_service(const MemoryOfWhatWasShown& before) {
    View view;
    view.headline = c_no_service;
    view.tooltip = "Mirrorwatch: the service is not running or does not answer.";
    view.menu = menu_for(false, false);
    view.rows = {{"Service", "Mirrorwatch", "Not connected", "Trying to connect again every few seconds."}};
    view.shown = before;
    return view;
}

bool answers(const Snapshot& now, const std::string& endpoint) {
    const auto found = std::find_if(now.endpoints.begin(), now.endpoints.end(),
                                    [&](const EndpointView& e) { return e.name == endpoint; });
    return found == now.endpoints.end() || found->state == EndpointState::Up;
}

bool break_has_ended(const Snapshot& now, const MemoryOfWhatWasShown& before) {
    return !before.broken.empty() && !now.offer && now.health == Health::Fine &&
           std::all_of(before.broken.begin(), before.broken.end(),
                       [&](const std::string& endpoint) { return answers(now, endpoint); });
}

MemoryOfWhatWasShown memory_after(const Snapshot& now, const MemoryOfWhatWasShown& before) {
    MemoryOfWhatWasShown after = before;
    after.anything = true;
    after.remedies = now.remedies;
    if (now.offer) {
        after.offer = now.offer->id;
        after.broken = now.offer->endpoints;
    } else if (break_has_ended(now, before)) {
        after.broken.clear();
    }
    return after;
}

Notification about_offer(const Offer& offer, const Snapshot& now) {
    const std::string vpn = short_name(offer.vpn, now);
    return {shortened("Mirrored networking is broken", 63),
            shortened(text::to_text({Say::VpnBrokeMirrored, {vpn, few_of(offer.endpoints)}}),
                      255 - c_click.size()) +
                std::string{c_click},
            true};
}

Notification about_the_end(const Snapshot& now, const std::vector<std::string>& endpoints) {
    const auto cure = std::find_if(now.remedies.begin(), now.remedies.end(),
                                   [](const RemedyView& r) { return r.state == RemedyState::Helped; });
    const std::string fallback =
        few_of(endpoints) + (endpoints.size() == 1 ? " answers again." : " answer again.");
    return {"It works again",
            shortened(cure == now.remedies.end() ? fallback : text::to_text(cure->sentence), 255), false};
}

/// The user has to do something (start WSL), or what he asked for did not come about.
bool concerns_the_user(const RemedyView& remedy) {
    return remedy.state == RemedyState::AwaitingWsl || remedy.state == RemedyState::UndoAwaitingWsl ||
           remedy.state == RemedyState::GivenUp;
}

Notification about_remedy(const RemedyView& remedy) {
    const bool failed = remedy.state == RemedyState::GivenUp;
    return {failed ? "That did not work" : "Waiting for WSL", shortened(text::to_text(remedy.sentence), 255),
            failed};
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

std::optional<Notification> notification_for(const Snapshot& now, const MemoryOfWhatWasShown& before) {
    if (now.offer && now.offer->id != before.offer) {
        return about_offer(*now.offer, now);
    }
    for (const RemedyView& remedy : now.remedies) {
        const bool is_news =
            std::find(before.remedies.begin(), before.remedies.end(), remedy) == before.remedies.end();
        if (before.anything && is_news && concerns_the_user(remedy)) {
            return about_remedy(remedy);
        }
    }
    return break_has_ended(now, before) ? std::optional{about_the_end(now, before.broken)} : std::nullopt;
}

View present(const std::optional<Snapshot>& now, const MemoryOfWhatWasShown& before,
             std::chrono::sys_seconds time) {
    if (!now) {
        return without_service(before);
    }
    View view;
    view.icon = now->health == Health::Fine ? Icon::Fine : Icon::Trouble;
    view.headline = text::to_text(now->headline);
    view.tooltip = shortened("Mirrorwatch: " + view.headline, c_tooltip_units);
    view.menu = menu_for(now->can_roll_back, now->can_restore);
    view.notification = notification_for(*now, before);
    view.rows = status_rows(*now, time);
    view.shown = memory_after(*now, before);
    if (now->offer) {
        view.offer = offer_dialog(*now->offer, *now);
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
