// SPDX-License-Identifier: MIT
#pragma once

#include "tray/service_state.hpp"
#include "tray/view.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The icon's menu. Pure.
namespace mirrorwatch::tray {

/// Without a snapshot there is no connection: what needs the service is grey. Access keys are unique in each
/// menu.
[[nodiscard]] std::vector<MenuItem> menu_for(const std::optional<Snapshot>& now, ServiceState service);

// Parts of it.
/// What is watched, by who named it, with its state; an item's own menu has what can be done about it.
[[nodiscard]] MenuItem watched_item(const Snapshot& now);
/// Empty: it can be excluded now.
[[nodiscard]] std::string why_not_exclude(const VpnView& vpn, const Snapshot& now);
/// The first one that carries all traffic and is not excluded; null: there is none.
[[nodiscard]] const VpnView* full_tunnel_in(const Snapshot& now);
/// One for each VPN that is up. To exclude one that carries all traffic opens a question.
[[nodiscard]] std::vector<MenuItem> vpn_items(const Snapshot& now);
[[nodiscard]] MenuItem roll_back_item(const std::optional<Snapshot>& now, ServiceState service);
[[nodiscard]] MenuItem virtioproxy_item(const std::optional<Snapshot>& now, ServiceState service);
[[nodiscard]] MenuItem restore_item(const std::optional<Snapshot>& now, ServiceState service);

/// The port of an address of a server in WSL, "tcp://127.0.0.1:3000"; nothing: it has none.
[[nodiscard]] std::optional<std::uint16_t> port_of(std::string_view address);

/// Grey where there is a reason, which stands behind the text in brackets.
void make_grey(MenuItem& item, std::string_view reason);
/// A name as a part of an item's text: a '&' in it marks nothing, and it has no tab.
[[nodiscard]] std::string menu_text(std::string_view name);
/// A letter or digit of its own for each item that can be chosen and has none, as far as its text has one
/// left; in the submenus too.
void give_access_keys(std::vector<MenuItem>& items);
/// The text as it is read, without the mark of its key: "Status", of "&Status" and of "状态(&S)".
[[nodiscard]] std::string without_access_key(std::string_view text);
/// The access key of a text, in lower case; '\0': none.
[[nodiscard]] char access_key_of(std::string_view text);

/// What is sent when it is chosen; nothing: it opens something, or is done by the tray itself.
[[nodiscard]] std::optional<protocol::Verb> verb_of(const MenuItem& item,
                                                    std::uint32_t minutes_until_morning);

/// Every item that can be chosen, submenus where they stand: the number of one is its place in here.
[[nodiscard]] std::vector<const MenuItem*> choosable_items(const std::vector<MenuItem>& items);

} // namespace mirrorwatch::tray
