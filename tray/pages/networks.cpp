// SPDX-License-Identifier: MIT
#include "tray/pages/pages.hpp"

#include "common/text.hpp"
#include "common/translated.hpp"
#include "tray/retold.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

using text::translated;

struct Columns {
    Sheet::Column windows;
    Sheet::Column wsl;
    Sheet::Column verdict;
};

Columns columns_in(const Sheet& sheet) {
    const int gap = sheet.ruler().scaled(16);
    const int third = std::max(0, sheet.inside().width - 2 * gap) / 3;
    return {{0, third}, {third + gap, third}, {2 * (third + gap), third}};
}

const VpnView* vpn_of(const NetworkView& network, const Snapshot& now) {
    const auto found = std::ranges::find(now.vpns, network.adapter, &VpnView::name);
    return found == now.vpns.end() || network.adapter.empty() ? nullptr : &*found;
}

struct VerdictWords {
    std::string text;
    Tone tone;
};

VerdictWords verdict_words(const NetworkView& network, const VpnView* vpn) {
    const auto named = [&](std::string_view what) {
        return std::string{what} + (network.client.empty() ? "" : ": " + network.client);
    };
    if (vpn != nullptr && vpn->excluded) {
        return {std::string{translated("Excluded from WSL")}, Tone::Good};
    }
    if (network.verdict == VerdictKind::Vpn) {
        return {named(translated("VPN")), Tone::Warn};
    }
    if (network.verdict == VerdictKind::Maybe) {
        return {named(translated("Perhaps a VPN")), Tone::Warn};
    }
    return {std::string{network.adapter.empty() ? translated("WSL's own") : translated("Not a VPN")},
            Tone::Neutral};
}

/// What WSL has of an adapter that it is not known to have.
std::string without_device(const Snapshot& now) {
    const bool is_asked =
        std::ranges::any_of(now.networks, [](const NetworkView& other) { return !other.device.empty(); });
    return std::string{!now.wsl_running                            ? translated("WSL does not run")
                       : now.effective != NetworkingMode::Mirrored ? translated("Not mirrored into WSL")
                       : is_asked                                  ? translated("WSL has no device for it")
                                                                   : translated("Not looked at yet")};
}

int add_lines(Sheet& sheet, Sheet::Column column, int down, const std::string& name,
              const std::vector<std::string>& lines) {
    down += sheet.line(name, column, down, Face::Strong);
    for (const std::string& one : lines) {
        const int height = sheet.ruler().height(one, Face::Small, column.width);
        sheet.add(Words{sheet.area(column, down, height), one, Face::Small, Ink::Dim, true});
        down += height;
    }
    return down;
}

std::vector<std::string> below_adapter(const NetworkView& network) {
    std::vector<std::string> lines;
    if (!network.description.empty() && network.description != network.adapter) {
        lines.push_back(network.description);
    }
    lines.insert(lines.end(), network.addresses.begin(), network.addresses.end());
    return lines;
}

/// Why it counts as what it counts, in small paragraphs; the y below them.
void add_reasons(Sheet& sheet, const NetworkView& network, Sheet::Column column) {
    const int number = sheet.ruler().scaled(32);
    for (const std::string& reason : network.why) {
        const std::size_t blank = reason.find(' ');
        const bool has_score = (reason.starts_with('+') || reason.starts_with('-')) && blank < 5;
        sheet.line(has_score ? reason.substr(0, blank) : "•", {column.left, number}, 0, Face::Small,
                   Ink::Dim);
        sheet.paragraph(retold(has_score ? reason.substr(blank + 1) : reason),
                        {column.left + number, column.width - number}, Face::Small, Ink::Dim);
    }
}

void add_network(Sheet& sheet, const NetworkView& network, const Snapshot& now) {
    sheet.begin_card();
    const Columns columns = columns_in(sheet);
    const VpnView* vpn = vpn_of(network, now);
    const VerdictWords verdict = verdict_words(network, vpn);
    const int top = sheet.y();
    const std::string device = !network.device.empty() ? network.device : without_device(now);
    const int left =
        network.adapter.empty()
            ? sheet.line(std::string{translated("Not in Windows")}, columns.windows, 0, Face::Body, Ink::Dim)
            : add_lines(sheet, columns.windows, 0, network.adapter, below_adapter(network));
    const int middle = network.device.empty()
                           ? sheet.line(device, columns.wsl, 0, Face::Body, Ink::Dim)
                           : add_lines(sheet, columns.wsl, 0, network.device, network.in_wsl);
    sheet.line(verdict.text, columns.verdict, 0, Face::Strong,
               verdict.tone == Tone::Neutral ? Ink::Dim : ink_of(verdict.tone));
    sheet.down(sheet.line_height(Face::Strong));
    add_reasons(sheet, network, columns.verdict);
    sheet.down(std::max(0, std::max(left, middle) - (sheet.y() - top)));
    sheet.end_card(network.adapter.empty() ? network.device : network.adapter,
                   verdict.text + "; " + translated("in WSL: {device}", {{"device", device}}));
}

void add_head(Sheet& sheet) {
    sheet.begin_group();
    const Columns columns = columns_in(sheet);
    sheet.line(std::string{translated("Windows' adapters")}, columns.windows, 0, Face::Small, Ink::Dim);
    sheet.line(std::string{translated("In WSL")}, columns.wsl, 0, Face::Small, Ink::Dim);
    sheet.line(std::string{translated("Is it a VPN?")}, columns.verdict, 0, Face::Small, Ink::Dim);
    sheet.down(sheet.line_height(Face::Small));
    sheet.end_group();
}

/// A VPN that has no adapter stands in no other card.
void add_vpn_without_adapter(Sheet& sheet, const VpnView& vpn) {
    const std::string what{vpn.kind == VpnKind::Service ? translated("Its service runs; it has no adapter.")
                                                        : translated("It was seen by what it took over.")};
    const std::string name = vpn.client.empty() ? vpn.name : vpn.client;
    sheet.begin_card();
    const Columns columns = columns_in(sheet);
    const Sheet::Column wide{0, columns.verdict.left - sheet.ruler().scaled(16)};
    const int below = add_lines(sheet, wide, 0, name, {what});
    sheet.line(std::string{translated("VPN")}, columns.verdict, 0, Face::Strong, ink_of(Tone::Warn));
    sheet.down(below);
    sheet.end_card(name, std::string{translated("VPN")} + "; " + what);
}

} // namespace

Scene networks_page(const Snapshot& now, const Ruler& ruler, int width) {
    Sheet sheet{ruler, width};
    add_head(sheet);
    for (const VpnView& vpn : now.vpns) {
        if (vpn.kind != VpnKind::Adapter) {
            add_vpn_without_adapter(sheet, vpn);
        }
    }
    std::vector<const NetworkView*> order;
    order.reserve(now.networks.size());
    for (const NetworkView& network : now.networks) {
        order.push_back(&network);
    }
    std::ranges::stable_sort(order, {}, [](const NetworkView* network) {
        return -static_cast<int>(network->verdict); // VPNs first: they are what one looks for
    });
    for (const NetworkView* network : order) {
        add_network(sheet, *network, now);
    }
    if (order.empty() && now.vpns.empty()) {
        const std::string nothing{translated("Windows' adapters have not been looked at yet.")};
        sheet.begin_card();
        sheet.paragraph(nothing, Face::Body, Ink::Dim);
        sheet.end_card(nothing);
    }
    return sheet.take();
}

} // namespace mirrorwatch::tray
