// SPDX-License-Identifier: MIT
#include "common/protocol.hpp"

#include "common/described.hpp"
#include "common/framing.hpp"
#include "common/json_cut.hpp"

namespace mirrorwatch::protocol {

BOOST_DESCRIBE_STRUCT(AnswerOffer, (), (offer, choice, remember))
BOOST_DESCRIBE_STRUCT(RollBack, (), (mode))
BOOST_DESCRIBE_STRUCT(Pause, (), (minutes))
BOOST_DESCRIBE_STRUCT(ExcludeVpn, (), (vpn, always))
BOOST_DESCRIBE_STRUCT(IncludeVpn, (), (vpn, never_ask))
BOOST_DESCRIBE_STRUCT(Request, (), (number, verb))
BOOST_DESCRIBE_STRUCT(Answer, (), (number, accepted, message))
BOOST_DESCRIBE_STRUCT(OfferShown, (), (offer, visible))
BOOST_DESCRIBE_STRUCT(ReadHistory, (), (most, all))
BOOST_DESCRIBE_STRUCT(History, (), (number, events, is_cut))

} // namespace mirrorwatch::protocol

namespace mirrorwatch::json {

// What clients before 0.2 do not send means what they meant.

template <>
inline constexpr auto c_special<protocol::AnswerOffer> =
    std::tuple{no_longer_than(&protocol::AnswerOffer::offer, protocol::c_longest_name),
               special(&protocol::AnswerOffer::remember, {.came_later = true})};

template <>
inline constexpr auto c_special<protocol::ExcludeVpn> =
    std::tuple{no_longer_than(&protocol::ExcludeVpn::vpn, protocol::c_longest_name)};

template <>
inline constexpr auto c_special<protocol::IncludeVpn> =
    std::tuple{no_longer_than(&protocol::IncludeVpn::vpn, protocol::c_longest_name)};

template <>
inline constexpr auto c_special<protocol::RollBack> =
    std::tuple{special(&protocol::RollBack::mode, {.came_later = true})};

template <>
inline constexpr auto c_special<protocol::Pause> =
    std::tuple{at_most(&protocol::Pause::minutes, std::uint64_t{366} * 24 * 60)};

template <>
inline constexpr auto c_special<protocol::OfferShown> =
    std::tuple{no_longer_than(&protocol::OfferShown::offer, protocol::c_longest_name)};

template <>
inline constexpr auto c_special<protocol::ReadHistory> =
    std::tuple{at_most(&protocol::ReadHistory::most, protocol::c_most_history)};

template <>
inline constexpr auto c_special<protocol::Request> =
    std::tuple{special(&protocol::Request::verb, {.is_flat = true})};

template <>
inline constexpr auto c_special<protocol::Answer> =
    std::tuple{special(&protocol::Answer::message, {.name = "sentence", .is_shown = true})};

template <>
inline constexpr Words<protocol::Verb> c_words<protocol::Verb>{
    "verb",
    {{"answer_offer", "roll_back", "restore", "pause", "resume", "look", "exclude", "include", "offer_shown",
      "read_history", "close_trays", "take_all_back"}}};

template <>
inline constexpr Words<protocol::ServerMessage> c_words<protocol::ServerMessage>{
    "type", {{"snapshot", "answer", "history", "leave"}}};

} // namespace mirrorwatch::json

namespace mirrorwatch::protocol {

using json::Fields;

/// The codec finds it beside the struct, so it is in no unnamed namespace.
static void check(const RollBack& verb, Fields& fields) {
    if (verb.mode != NetworkingMode::Nat && verb.mode != NetworkingMode::VirtioProxy) {
        fields.refuse("mode", "is neither \"nat\" nor \"virtioproxy\"");
    }
}

namespace {

void check_version(Fields& fields) {
    const auto version = fields.get<std::uint32_t>("version");
    if (version != static_cast<std::uint32_t>(c_version)) {
        fields.refuse("version", "is " + std::to_string(version) + ", and only " + std::to_string(c_version) +
                                     " is understood here: the programs are of different releases");
    }
}

template <class T>
std::string written(const T& message) {
    boost::json::object object{{"version", c_version}};
    json::Members<T>::put(object, message, {});
    return json::serialize_within(c_frame_cap, std::move(object), "strip");
}

template <class T>
Result<T> read(std::string_view text) {
    return json::read<T>(text, "message", [](Fields& fields) {
        check_version(fields);
        return json::Members<T>::take(fields, {});
    });
}

} // namespace

std::string to_json(const Snapshot& snapshot) {
    return written(ServerMessage{snapshot});
}

std::string to_json(const Request& request) {
    return written(request);
}

std::string to_json(const ServerMessage& message) {
    return written(message);
}

Result<Request> request_from_json(std::string_view text) {
    return read<Request>(text);
}

Result<ServerMessage> message_from_json(std::string_view text) {
    return read<ServerMessage>(text);
}

} // namespace mirrorwatch::protocol
