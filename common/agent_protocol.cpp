#include "common/agent_protocol.hpp"

#include "common/endpoint_json.hpp"
#include "common/evidence_json.hpp"
#include "common/remedy_json.hpp"

#include <boost/json/serialize.hpp>

#include <limits>
#include <type_traits>

namespace mirrorwatch::agent {
namespace {

using boost::json::object;
using json::array_of;
using json::Fields;

// Each alternative has three functions: its word, put and read. The word is the member "do" or "is".

template <class T>
struct As {};

// requests

constexpr std::string_view word(As<ObserveWsl>) {
    return "observe_wsl";
}

void put(object& value, const ObserveWsl& request) {
    value["ask_guest"] = request.ask_guest;
}

ObserveWsl read(As<ObserveWsl>, Fields& fields) {
    return {fields.flag("ask_guest")};
}

constexpr std::string_view word(As<AskGuest>) {
    return "ask_guest";
}

object value_of(const GuestTarget& target) {
    return {{"name", target.name}, {"host", target.host}, {"port", target.port}};
}

void put(object& value, const AskGuest& request) {
    value["targets"] = array_of(request.targets, [](const GuestTarget& target) { return value_of(target); });
}

GuestTarget target_from(Fields& fields) {
    constexpr auto c_largest = std::numeric_limits<std::uint16_t>::max();
    return {fields.text("name"), fields.text("host"),
            static_cast<std::uint16_t>(fields.number("port", c_largest))};
}

AskGuest read(As<AskGuest>, Fields& fields) {
    return {fields.objects("targets", target_from)};
}

constexpr std::string_view word(As<ApplyExclusion>) {
    return "apply_exclusion";
}

void put(object& value, const ApplyExclusion& request) {
    value["vpn"] = json::value_of(request.vpn);
}

ApplyExclusion read(As<ApplyExclusion>, Fields& fields) {
    return {fields.object("vpn", json::identity_from)};
}

constexpr std::string_view word(As<UndoExclusion>) {
    return "undo_exclusion";
}

void put(object& value, const UndoExclusion& request) {
    value["vpn"] = json::value_of(request.vpn);
}

UndoExclusion read(As<UndoExclusion>, Fields& fields) {
    return {fields.object("vpn", json::identity_from)};
}

constexpr std::string_view word(As<SetNetworkingMode>) {
    return "set_networking_mode";
}

void put(object& value, const SetNetworkingMode& request) {
    value["remedy_id"] = request.remedy_id;
    value["mode"] = name_of(request.mode);
}

SetNetworkingMode read(As<SetNetworkingMode>, Fields& fields) {
    return {fields.text("remedy_id"), fields.choice<NetworkingMode>("mode")};
}

constexpr std::string_view word(As<PutBackConfig>) {
    return "put_back_config";
}

void put(object& value, const PutBackConfig& request) {
    value["remedy_id"] = request.remedy_id;
}

PutBackConfig read(As<PutBackConfig>, Fields& fields) {
    return {fields.text("remedy_id")};
}

constexpr std::string_view word(As<ShutDownWsl>) {
    return "shut_down_wsl";
}

void put(object&, const ShutDownWsl&) {}

ShutDownWsl read(As<ShutDownWsl>, Fields&) {
    return {};
}

constexpr std::string_view word(As<ProbeFromGuest>) {
    return "probe_from_guest";
}

void put(object& value, const ProbeFromGuest& request) {
    value["endpoints"] = array_of(request.endpoints, [](const auto& spec) { return json::value_of(spec); });
    value["host_subnets"] = array_of(request.host_subnets, [](const AddressPrefix& prefix) {
        return object{{"address", prefix.address}, {"length", prefix.length}};
    });
    value["attempts"] = request.attempts;
}

AddressPrefix prefix_from(Fields& fields) {
    return {fields.text("address"), static_cast<std::uint8_t>(fields.number("length", 128))};
}

ProbeFromGuest read(As<ProbeFromGuest>, Fields& fields) {
    return {fields.objects("endpoints", json::endpoint_from), fields.objects("host_subnets", prefix_from),
            static_cast<int>(fields.number("attempts", c_most_attempts))};
}

constexpr std::string_view word(As<ProbeAsUser>) {
    return "probe_as_user";
}

void put(object& value, const ProbeAsUser& request) {
    value["endpoints"] = array_of(request.endpoints, [](const auto& spec) { return json::value_of(spec); });
}

ProbeAsUser read(As<ProbeAsUser>, Fields& fields) {
    return {fields.objects("endpoints", json::endpoint_from)};
}

constexpr std::string_view word(As<ProposeEndpoints>) {
    return "propose_endpoints";
}

void put(object&, const ProposeEndpoints&) {}

ProposeEndpoints read(As<ProposeEndpoints>, Fields&) {
    return {};
}

constexpr std::string_view word(As<ReadUserSettings>) {
    return "read_user_settings";
}

void put(object&, const ReadUserSettings&) {}

ReadUserSettings read(As<ReadUserSettings>, Fields&) {
    return {};
}

constexpr std::string_view word(As<ChangeSetting>) {
    return "change_setting";
}

void put(object& value, const ChangeSetting& request) {
    value["remedy_id"] = request.remedy_id;
    value["setting"] = name_of(request.setting);
}

ChangeSetting read(As<ChangeSetting>, Fields& fields) {
    return {fields.text("remedy_id"), fields.choice<ConfigSetting>("setting")};
}

constexpr std::string_view word(As<LowerMtu>) {
    return "lower_mtu";
}

void put(object& value, const LowerMtu& request) {
    value["vpn"] = json::value_of(request.vpn);
    value["mtu"] = request.mtu;
}

LowerMtu read(As<LowerMtu>, Fields& fields) {
    constexpr std::uint64_t c_most = 65'535;
    return {fields.object("vpn", json::identity_from),
            static_cast<std::uint32_t>(fields.number("mtu", c_most))};
}

constexpr std::string_view word(As<UndoMtu>) {
    return "undo_mtu";
}

void put(object& value, const UndoMtu& request) {
    value["vpn"] = json::value_of(request.vpn);
    value["receipt"] = json::value_of(request.receipt);
}

UndoMtu read(As<UndoMtu>, Fields& fields) {
    return {fields.object("vpn", json::identity_from), fields.object("receipt", json::mtu_receipt_from)};
}

// replies

constexpr std::string_view word(As<WslObservation>) {
    return "wsl_observation";
}

void put(object& value, const WslObservation& reply) {
    value["running"] = array_of(reply.running);
    value["effective"] = name_of(reply.effective);
    value["configured"] = name_of(reply.configured);
    value["vm_id"] = reply.vm_id;
    value["config_sha256"] = reply.config_sha256;
    value["config_mistakes"] = array_of(reply.config_mistakes);
}

WslObservation read(As<WslObservation>, Fields& fields) {
    WslObservation reply;
    reply.running = fields.texts("running");
    reply.effective = fields.choice<NetworkingMode>("effective");
    reply.configured = fields.choice<NetworkingMode>("configured");
    reply.vm_id = fields.text("vm_id");
    reply.config_sha256 = fields.text("config_sha256");
    reply.config_mistakes = fields.texts("config_mistakes");
    return reply;
}

constexpr std::string_view word(As<GuestFacts>) {
    return "guest_facts";
}

void put(object& value, const GuestFacts& reply) {
    value["facts"] = json::value_of(reply);
}

GuestFacts read(As<GuestFacts>, Fields& fields) {
    return fields.object("facts", json::guest_facts_from);
}

constexpr std::string_view word(As<MtuReceipt>) {
    return "mtu_receipt";
}

void put(object& value, const MtuReceipt& reply) {
    value["receipt"] = json::value_of(reply);
}

MtuReceipt read(As<MtuReceipt>, Fields& fields) {
    return fields.object("receipt", json::mtu_receipt_from);
}

constexpr std::string_view word(As<ExclusionReceipt>) {
    return "exclusion_receipt";
}

void put(object& value, const ExclusionReceipt& reply) {
    value["receipt"] = json::value_of(reply);
}

ExclusionReceipt read(As<ExclusionReceipt>, Fields& fields) {
    return fields.object("receipt", json::receipt_from);
}

constexpr std::string_view word(As<ConfigEdit>) {
    return "config_edit";
}

void put(object& value, const ConfigEdit& reply) {
    value["edit"] = json::value_of(reply);
}

ConfigEdit read(As<ConfigEdit>, Fields& fields) {
    return fields.object("edit", json::edit_from);
}

constexpr std::string_view word(As<ProbeResults>) {
    return "probe_results";
}

void put(object& value, const ProbeResults& reply) {
    value["results"] = array_of(reply.results, [](const auto& result) { return json::value_of(result); });
    value["distro"] = reply.distro;
}

ProbeResults read(As<ProbeResults>, Fields& fields) {
    return {fields.objects("results", json::probe_result_from), fields.text("distro")};
}

constexpr std::string_view word(As<Proposals>) {
    return "proposals";
}

void put(object& value, const Proposals& reply) {
    value["proposals"] = array_of(reply.proposals, [](const Proposal& proposal) {
        return object{{"name", proposal.name}, {"url", proposal.url}, {"reason", proposal.reason}};
    });
}

Proposal proposal_from(Fields& fields) {
    return {fields.text("name"), fields.text("url"), fields.text("reason")};
}

Proposals read(As<Proposals>, Fields& fields) {
    return {fields.objects("proposals", proposal_from)};
}

constexpr std::string_view word(As<UserSettings>) {
    return "user_settings";
}

void put(object& value, const UserSettings& reply) {
    value["file"] = nullptr;
    if (reply.text) {
        value["file"] = object{{"text", *reply.text}};
    }
    value["has_proxy"] = reply.has_proxy;
}

UserSettings read(As<UserSettings>, Fields& fields) {
    return {fields.optional_object("file", [](Fields& file) { return file.text("text"); }),
            fields.flag("has_proxy")};
}

constexpr std::string_view word(As<Done>) {
    return "done";
}

void put(object&, const Done&) {}

Done read(As<Done>, Fields&) {
    return {};
}

constexpr std::string_view word(As<Refusal>) {
    return "refusal";
}

void put(object& value, const Refusal& reply) {
    value["why"] = json::value_of(reply.why);
}

Refusal read(As<Refusal>, Fields& fields) {
    return {fields.object("why", json::sentence_from)};
}

// any of them

template <class Variant>
struct AnyOf;

template <class... T>
struct AnyOf<std::variant<T...>> {
    static std::variant<T...> read_as(std::string_view tag, Fields& fields) {
        const std::string spelled = fields.text(tag);
        std::variant<T...> found;
        const bool known = ((word(As<T>{}) == spelled && (found = read(As<T>{}, fields), true)) || ...);
        if (!known) {
            fields.refuse(tag, "has the unknown value \"" + spelled + "\"");
        }
        return found;
    }
};

template <class Variant>
Result<Variant> from_json(std::string_view text, std::string_view what, std::string_view tag) {
    return json::read<Variant>(text, what,
                               [tag](Fields& fields) { return AnyOf<Variant>::read_as(tag, fields); });
}

template <class Variant>
std::string any_to_json(const Variant& any, std::string_view tag) {
    return std::visit(
        [tag]<class T>(const T& one) {
            object value{{tag, word(As<T>{})}};
            put(value, one);
            return boost::json::serialize(value);
        },
        any);
}

} // namespace

std::string to_json(const Request& request) {
    return any_to_json(request, "do");
}

std::string to_json(const Reply& reply) {
    return any_to_json(reply, "is");
}

Result<Request> request_from_json(std::string_view text) {
    return from_json<Request>(text, "request", "do");
}

Result<Reply> reply_from_json(std::string_view text) {
    return from_json<Reply>(text, "reply", "is");
}

} // namespace mirrorwatch::agent
