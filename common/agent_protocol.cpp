// SPDX-License-Identifier: MIT
#include "common/agent_protocol.hpp"

#include "common/described.hpp"

namespace mirrorwatch::agent {

BOOST_DESCRIBE_STRUCT(ObserveWsl, (), (ask_guest))
BOOST_DESCRIBE_STRUCT(GuestTarget, (), (name, host, port))
BOOST_DESCRIBE_STRUCT(AskGuest, (), (targets, patience_s))
BOOST_DESCRIBE_STRUCT(ApplyExclusion, (), (vpn))
BOOST_DESCRIBE_STRUCT(UndoExclusion, (), (vpn))
BOOST_DESCRIBE_STRUCT(SetNetworkingMode, (), (remedy_id, mode))
BOOST_DESCRIBE_STRUCT(PutBackConfig, (), (remedy_id))
BOOST_DESCRIBE_STRUCT(ProbeFromGuest, (),
                      (endpoints, host_subnets, attempts, host_has_default_ipv4, host_has_default_ipv6))
BOOST_DESCRIBE_STRUCT(SetConfigSetting, (), (remedy_id, setting))
BOOST_DESCRIBE_STRUCT(ApplyMtu, (), (vpn, mtu))
BOOST_DESCRIBE_STRUCT(UndoMtu, (), (vpn, receipt))
BOOST_DESCRIBE_STRUCT(ProbeResults, (), (results, distro, listening))
BOOST_DESCRIBE_STRUCT(Proposal, (), (name, url, reason))
BOOST_DESCRIBE_STRUCT(Proposals, (), (proposals))
BOOST_DESCRIBE_STRUCT(Refusal, (), (why))

} // namespace mirrorwatch::agent

namespace mirrorwatch::json {

template <>
inline constexpr auto c_special<agent::ProbeFromGuest> =
    std::tuple{at_most(&agent::ProbeFromGuest::attempts, c_most_attempts)};

template <>
inline constexpr auto c_special<agent::AskGuest> =
    std::tuple{at_most(&agent::AskGuest::patience_s, agent::c_most_patience_s)};

template <>
inline constexpr auto c_special<agent::ApplyMtu> = std::tuple{at_most(&agent::ApplyMtu::mtu, 65'535)};

template <>
inline constexpr Words<agent::Request> c_words<agent::Request>{
    "do",
    {{"observe_wsl", "ask_guest", "apply_exclusion", "undo_exclusion", "set_networking_mode",
      "put_back_config", "shut_down_wsl", "probe_from_guest", "propose_endpoints", "read_user_settings",
      "change_setting", "lower_mtu", "undo_mtu"}}};

template <>
inline constexpr Words<agent::Reply> c_words<agent::Reply>{
    "is",
    {{"wsl_observation", Word{"guest_facts", "facts"}, Word{"exclusion_receipt", "receipt"},
      Word{"config_edit", "edit"}, "done", "refusal", "probe_results", "proposals", "user_settings",
      Word{"mtu_receipt", "receipt"}}}};

/// {"file": {"text"} or null, "has_proxy"}
template <>
struct Members<agent::UserSettings> {
    static void put(boost::json::object& object, const agent::UserSettings& settings, const Wire&) {
        object["file"] = nullptr;
        if (settings.text) {
            object["file"] = boost::json::object{{"text", *settings.text}};
        }
        object["has_proxy"] = settings.has_proxy;
    }

    static agent::UserSettings take(Fields& fields, const Wire&) {
        std::optional<std::string> text;
        if (const Spot file = fields.at("file"); !file.value.is_null()) {
            Fields inside{file};
            text = inside.get<std::string>("text");
            inside.expect_no_more();
        }
        return {std::move(text), fields.get<bool>("has_proxy")};
    }
};

} // namespace mirrorwatch::json

namespace mirrorwatch::agent {

std::string to_json(const Request& request) {
    return json::to_text(request);
}

std::string to_json(const Reply& reply) {
    return json::to_text(reply);
}

Result<Request> request_from_json(std::string_view text) {
    return json::read<Request>(text, "request");
}

Result<Reply> reply_from_json(std::string_view text) {
    return json::read<Reply>(text, "reply");
}

} // namespace mirrorwatch::agent
