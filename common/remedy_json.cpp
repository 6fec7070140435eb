#include "common/remedy_json.hpp"

namespace mirrorwatch::json {
namespace {

using boost::json::object;
using boost::json::value;

template <class T>
value optional_value_of(const std::optional<T>& part) {
    return part ? value(value_of(*part)) : value(nullptr); // braces would make a list
}

} // namespace

object value_of(const Message& sentence) {
    return {{"code", name_of(sentence.code)}, {"arguments", array_of(sentence.arguments)}};
}

object value_of(const AdapterIdentity& identity) {
    return {{"guid", identity.guid},
            {"mac", identity.mac},
            {"addresses", array_of(identity.addresses)},
            {"name", identity.name}};
}

object value_of(const ExclusionReceipt& receipt) {
    return {{"device", receipt.device},
            {"survives_updates", receipt.survives_updates},
            {"is_watched", receipt.is_watched}};
}

object value_of(const ConfigEdit& edit) {
    return {{"before", name_of(edit.before)},
            {"after", name_of(edit.after)},
            {"before_sha256", edit.before_sha256},
            {"after_sha256", edit.after_sha256}};
}

object value_of(const MtuReceipt& receipt) {
    return {{"device", receipt.device}, {"before", receipt.before}, {"after", receipt.after}};
}

object value_of(const VpnPreference& preference) {
    return {{"sid", preference.sid}, {"vpn", preference.vpn}, {"wish", name_of(preference.preference)}};
}

object value_of(const Remedy& remedy) {
    return {{"id", remedy.id},
            {"kind", name_of(remedy.kind)},
            {"state", name_of(remedy.state)},
            {"mode", name_of(remedy.mode)},
            {"vpn", optional_value_of(remedy.vpn)},
            {"endpoints", array_of(remedy.endpoints)},
            {"receipt", optional_value_of(remedy.receipt)},
            {"edit", optional_value_of(remedy.edit)},
            {"ending", optional_value_of(remedy.ending)},
            {"setting", name_of(remedy.setting)},
            {"mtu", optional_value_of(remedy.mtu)},
            {"fault", remedy.fault ? value(name_of(*remedy.fault)) : value(nullptr)},
            {"automatic", remedy.automatic},
            {"may_shut_down", remedy.may_shut_down},
            {"vm_id", remedy.vm_id}};
}

// The members are read in the order written here: a braced list evaluates from left to right.

Message sentence_from(Fields& fields) {
    return {fields.choice<MessageId>("code"), fields.texts("arguments")};
}

AdapterIdentity identity_from(Fields& fields) {
    return {fields.text("guid"), fields.text("mac"), fields.texts("addresses"), fields.text("name")};
}

ExclusionReceipt receipt_from(Fields& fields) {
    ExclusionReceipt receipt{fields.text("device")};
    if (fields.has("survives_updates")) { // since 0.2
        receipt.survives_updates = fields.flag("survives_updates");
        receipt.is_watched = fields.flag("is_watched");
    }
    return receipt;
}

ConfigEdit edit_from(Fields& fields) {
    return {fields.choice<NetworkingMode>("before"), fields.choice<NetworkingMode>("after"),
            fields.text("before_sha256"), fields.text("after_sha256")};
}

MtuReceipt mtu_receipt_from(Fields& fields) {
    constexpr std::uint64_t c_most = 65'535;
    return {fields.text("device"), static_cast<std::uint32_t>(fields.number("before", c_most)),
            static_cast<std::uint32_t>(fields.number("after", c_most))};
}

VpnPreference wish_from(Fields& fields) {
    return {fields.text("sid"), fields.text("vpn"), fields.choice<Preference>("wish")};
}

Remedy remedy_from(Fields& fields) {
    Remedy remedy;
    remedy.id = fields.text("id");
    remedy.kind = fields.choice<RemedyKind>("kind");
    remedy.state = fields.choice<RemedyState>("state");
    remedy.mode = fields.choice<NetworkingMode>("mode");
    remedy.vpn = fields.optional_object("vpn", identity_from);
    remedy.endpoints = fields.texts("endpoints");
    remedy.receipt = fields.optional_object("receipt", receipt_from);
    remedy.edit = fields.optional_object("edit", edit_from);
    remedy.ending = fields.optional_object("ending", sentence_from);
    if (fields.has("setting")) { // since 0.2
        remedy.setting = fields.choice<ConfigSetting>("setting");
        remedy.mtu = fields.optional_object("mtu", mtu_receipt_from);
        remedy.fault = fields.optional_choice<Fault>("fault");
        remedy.automatic = fields.flag("automatic");
        remedy.may_shut_down = fields.flag("may_shut_down");
        remedy.vm_id = fields.text("vm_id");
    }
    return remedy;
}

} // namespace mirrorwatch::json
