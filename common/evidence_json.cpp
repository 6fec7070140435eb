#include "common/evidence_json.hpp"

#include "common/names.hpp"

namespace mirrorwatch::json {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::uint64_t c_largest_32 = 0xFFFF'FFFF;

value value_of(const std::optional<bool>& flag) {
    return flag ? value(*flag) : value(nullptr);
}

object value_of(const AddressPrefix& prefix) {
    return {{"address", prefix.address}, {"length", prefix.length}};
}

object value_of(const GuestDevice& device) {
    return {{"name", device.name},
            {"guid", device.guid},
            {"mac", device.mac},
            {"up", device.up},
            {"mtu", device.mtu},
            {"addresses", array_of(device.addresses, [](const AddressPrefix& a) { return value_of(a); })}};
}

object value_of(const GuestRoute& route) {
    return {{"destination", value_of(route.destination)},
            {"device", route.device},
            {"gateway", route.gateway},
            {"metric", route.metric}};
}

object value_of(const GuestTrial& trial) {
    return {{"endpoint", trial.endpoint},
            {"name_resolves", value_of(trial.name_resolves)},
            {"resolved", array_of(trial.resolved)},
            {"connects", value_of(trial.connects)},
            {"large_answer", value_of(trial.large_answer)},
            {"listens_here", value_of(trial.listens_here)},
            {"answers_here", value_of(trial.answers_here)},
            {"leaves_by", trial.leaves_by ? value(*trial.leaves_by) : value(nullptr)}};
}

template <class T>
value list_of(const std::optional<std::vector<T>>& items) {
    return items ? value(array_of(*items, [](const T& item) { return value_of(item); })) : value(nullptr);
}

// The members are read in the order written here: a braced list evaluates from left to right.

AddressPrefix prefix_from(Fields& fields) {
    return {fields.text("address"), static_cast<std::uint8_t>(fields.number("length", 128))};
}

GuestDevice device_from(Fields& fields) {
    return {fields.text("name"),
            fields.text("guid"),
            fields.text("mac"),
            fields.flag("up"),
            static_cast<std::uint32_t>(fields.number("mtu", c_largest_32)),
            fields.objects("addresses", prefix_from)};
}

GuestRoute route_from(Fields& fields) {
    return {fields.object("destination", prefix_from), fields.text("device"), fields.text("gateway"),
            static_cast<std::uint32_t>(fields.number("metric", c_largest_32))};
}

GuestTrial trial_from(Fields& fields) {
    return {fields.text("endpoint"),
            fields.optional_flag("name_resolves"),
            fields.texts("resolved"),
            fields.optional_flag("connects"),
            fields.optional_flag("large_answer"),
            fields.optional_flag("listens_here"),
            fields.optional_flag("answers_here"),
            fields.optional_text("leaves_by")};
}

} // namespace

object value_of(const GuestFacts& facts) {
    return {{"devices", list_of(facts.devices)},
            {"routes", list_of(facts.routes)},
            {"gateway", facts.gateway ? value(name_of(*facts.gateway)) : value(nullptr)},
            {"trials", array_of(facts.trials, [](const GuestTrial& trial) { return value_of(trial); })},
            {"resolv_conf_is_generated", value_of(facts.resolv_conf_is_generated)},
            {"http_proxy", facts.http_proxy ? value(*facts.http_proxy) : value(nullptr)},
            {"terminal_in_use", value_of(facts.terminal_in_use)}};
}

GuestFacts guest_facts_from(Fields& fields) {
    return {fields.optional_objects("devices", device_from),
            fields.optional_objects("routes", route_from),
            fields.optional_choice<NeighbourState>("gateway"),
            fields.objects("trials", trial_from),
            fields.optional_flag("resolv_conf_is_generated"),
            fields.optional_text("http_proxy"),
            fields.optional_flag("terminal_in_use")};
}

} // namespace mirrorwatch::json
