#include "common/agent_protocol.hpp"

#include "common/remedy_values.hpp"

#include <boost/json/serialize.hpp>

#include <type_traits>

namespace mirrorwatch::agent {
namespace {

namespace json = boost::json;
using json_io::ObjectReader;
using json_io::Problem;

// Each alternative has three functions: its word, to_value and read. The word is the member "do" or "is".

template <class T>
struct As {};

template <class... Parts>
json::object tagged(std::string_view tag, std::string_view word, Parts&&... parts) {
    json::object object{{tag, word}};
    (object.emplace(parts.first, std::forward<Parts>(parts).second), ...);
    return object;
}

template <class T>
std::pair<std::string_view, json::value> part(std::string_view name, T&& value) {
    return {name, json::value(std::forward<T>(value))};
}

// requests

constexpr std::string_view word(As<ObserveWsl>) {
    return "observe_wsl";
}

json::object to_value(const ObserveWsl& request) {
    return tagged("do", word(As<ObserveWsl>{}), part("ask_guest", request.ask_guest));
}

ObserveWsl read(As<ObserveWsl>, ObjectReader& reader, Problem&) {
    return ObserveWsl{reader.flag("ask_guest")};
}

constexpr std::string_view word(As<AskGuest>) {
    return "ask_guest";
}

json::object to_value(const AskGuest& request) {
    json::array targets;
    for (const auto& target : request.targets)
        targets.push_back(json::object{{"name", target.name}, {"host", target.host}, {"port", target.port}});
    return tagged("do", word(As<AskGuest>{}), part("targets", std::move(targets)));
}

GuestTarget read_target(const json::value& value, std::string where, Problem& problem) {
    ObjectReader reader{value, std::move(where), problem};
    GuestTarget target;
    target.name = reader.text("name");
    target.host = reader.text("host");
    target.port = static_cast<std::uint16_t>(reader.number("port", 65'535));
    return target;
}

AskGuest read(As<AskGuest>, ObjectReader& reader, Problem&) {
    return AskGuest{reader.list("targets", read_target)};
}

constexpr std::string_view word(As<ApplyExclusion>) {
    return "apply_exclusion";
}

json::object to_value(const ApplyExclusion& request) {
    return tagged("do", word(As<ApplyExclusion>{}), part("vpn", json_io::to_value(request.vpn)));
}

AdapterIdentity read_vpn(ObjectReader& reader, Problem& problem) {
    const json::value* vpn = reader.member("vpn");
    return vpn ? json_io::identity_from(*vpn, reader.path("vpn"), problem) : AdapterIdentity{};
}

ApplyExclusion read(As<ApplyExclusion>, ObjectReader& reader, Problem& problem) {
    return ApplyExclusion{read_vpn(reader, problem)};
}

constexpr std::string_view word(As<UndoExclusion>) {
    return "undo_exclusion";
}

json::object to_value(const UndoExclusion& request) {
    return tagged("do", word(As<UndoExclusion>{}), part("vpn", json_io::to_value(request.vpn)),
                  part("receipt", json_io::to_value(request.receipt)));
}

UndoExclusion read(As<UndoExclusion>, ObjectReader& reader, Problem& problem) {
    UndoExclusion request;
    request.vpn = read_vpn(reader, problem);
    if (const json::value* receipt = reader.member("receipt"))
        request.receipt = json_io::receipt_from(*receipt, reader.path("receipt"), problem);
    return request;
}

constexpr std::string_view word(As<SetNetworkingMode>) {
    return "set_networking_mode";
}

json::object to_value(const SetNetworkingMode& request) {
    return tagged("do", word(As<SetNetworkingMode>{}), part("remedy_id", request.remedy_id),
                  part("mode", json_io::to_value(request.mode)));
}

SetNetworkingMode read(As<SetNetworkingMode>, ObjectReader& reader, Problem&) {
    SetNetworkingMode request;
    request.remedy_id = reader.text("remedy_id");
    request.mode = json_io::mode_from(reader, "mode");
    return request;
}

constexpr std::string_view word(As<PutBackConfig>) {
    return "put_back_config";
}

json::object to_value(const PutBackConfig& request) {
    return tagged("do", word(As<PutBackConfig>{}), part("remedy_id", request.remedy_id));
}

PutBackConfig read(As<PutBackConfig>, ObjectReader& reader, Problem&) {
    return PutBackConfig{reader.text("remedy_id")};
}

constexpr std::string_view word(As<ShutDownWsl>) {
    return "shut_down_wsl";
}

json::object to_value(const ShutDownWsl&) {
    return tagged("do", word(As<ShutDownWsl>{}));
}

ShutDownWsl read(As<ShutDownWsl>, ObjectReader&, Problem&) {
    return {};
}

// replies

constexpr std::string_view word(As<WslObservation>) {
    return "wsl_observation";
}

json::object to_value(const WslObservation& reply) {
    return tagged("is", word(As<WslObservation>{}), part("running", json_io::array_of(reply.running)),
                  part("effective", json_io::to_value(reply.effective)),
                  part("configured", json_io::to_value(reply.configured)), part("vm_id", reply.vm_id),
                  part("config_sha256", reply.config_sha256));
}

WslObservation read(As<WslObservation>, ObjectReader& reader, Problem&) {
    WslObservation reply;
    reply.running = reader.texts("running");
    reply.effective = json_io::mode_from(reader, "effective");
    reply.configured = json_io::mode_from(reader, "configured");
    reply.vm_id = reader.text("vm_id");
    reply.config_sha256 = reader.text("config_sha256");
    return reply;
}

constexpr std::string_view word(As<GuestEvidence>) {
    return "guest_evidence";
}

json::object to_value(const GuestEvidence& reply) {
    json::array ports;
    for (const auto& port : reply.ports)
        ports.push_back(
            json::object{{"name", port.name}, {"listens", port.listens}, {"answers", port.answers}});
    return tagged("is", word(As<GuestEvidence>{}), part("ports", std::move(ports)));
}

GuestPort read_port(const json::value& value, std::string where, Problem& problem) {
    ObjectReader reader{value, std::move(where), problem};
    GuestPort port;
    port.name = reader.text("name");
    port.listens = reader.flag("listens");
    port.answers = reader.flag("answers");
    return port;
}

GuestEvidence read(As<GuestEvidence>, ObjectReader& reader, Problem&) {
    return GuestEvidence{reader.list("ports", read_port)};
}

constexpr std::string_view word(As<ExclusionReceipt>) {
    return "exclusion_receipt";
}

json::object to_value(const ExclusionReceipt& reply) {
    return tagged("is", word(As<ExclusionReceipt>{}), part("receipt", json_io::to_value(reply)));
}

ExclusionReceipt read(As<ExclusionReceipt>, ObjectReader& reader, Problem& problem) {
    const json::value* receipt = reader.member("receipt");
    return receipt ? json_io::receipt_from(*receipt, reader.path("receipt"), problem) : ExclusionReceipt{};
}

constexpr std::string_view word(As<ConfigEdit>) {
    return "config_edit";
}

json::object to_value(const ConfigEdit& reply) {
    return tagged("is", word(As<ConfigEdit>{}), part("edit", json_io::to_value(reply)));
}

ConfigEdit read(As<ConfigEdit>, ObjectReader& reader, Problem& problem) {
    const json::value* edit = reader.member("edit");
    return edit ? json_io::edit_from(*edit, reader.path("edit"), problem) : ConfigEdit{};
}

constexpr std::string_view word(As<Done>) {
    return "done";
}

json::object to_value(const Done&) {
    return tagged("is", word(As<Done>{}));
}

Done read(As<Done>, ObjectReader&, Problem&) {
    return {};
}

constexpr std::string_view word(As<Refusal>) {
    return "refusal";
}

json::object to_value(const Refusal& reply) {
    return tagged("is", word(As<Refusal>{}), part("why", json_io::to_value(reply.why)));
}

Refusal read(As<Refusal>, ObjectReader& reader, Problem& problem) {
    const json::value* why = reader.member("why");
    return why ? Refusal{json_io::sentence_from(*why, reader.path("why"), problem)} : Refusal{};
}

// any of them

template <class Variant>
struct AnyOf;

template <class... T>
struct AnyOf<std::variant<T...>> {
    static std::variant<T...> read_as(const std::string& spelled, ObjectReader& reader, Problem& problem) {
        std::variant<T...> found;
        const bool known =
            ((word(As<T>{}) == spelled && (found = read(As<T>{}, reader, problem), true)) || ...);
        if (!known)
            problem.note("The agent knows no '" + spelled + "'.");
        return found;
    }
};

template <class Variant>
Result<Variant> from_json(std::string_view text, std::string_view what, std::string_view tag) {
    Problem problem;
    const json::value value = json_io::parse(text, what, problem);
    if (problem.any())
        return Error{problem.sentence};
    Variant found;
    {
        ObjectReader reader{value, std::string{what}, problem};
        const std::string spelled = reader.text(tag);
        if (!problem.any())
            found = AnyOf<Variant>::read_as(spelled, reader, problem);
    }
    if (problem.any())
        return Error{problem.sentence};
    return found;
}

} // namespace

std::string to_json(const Request& request) {
    return json::serialize(std::visit([](const auto& one) { return to_value(one); }, request));
}

std::string to_json(const Reply& reply) {
    return json::serialize(std::visit([](const auto& one) { return to_value(one); }, reply));
}

Result<Request> request_from_json(std::string_view text) {
    return from_json<Request>(text, "request", "do");
}

Result<Reply> reply_from_json(std::string_view text) {
    return from_json<Reply>(text, "reply", "is");
}

} // namespace mirrorwatch::agent
