#include "common/remedy_json.hpp"

#include "common/remedy_catalogue.hpp"

namespace mirrorwatch::json {
namespace {

using boost::json::object;
using boost::json::value;

template <class T>
value optional_value_of(const std::optional<T>& part) {
    return part ? value(value_of(*part)) : value(nullptr); // braces would make a list
}

template <class Part>
value part_of(const Receipt& receipt) {
    const auto* part = std::get_if<Part>(&receipt);
    return part != nullptr ? value(value_of(*part)) : value(nullptr);
}

/// What a kind of remedies has no use for is spelled as its default.
template <class Kind>
Kind parts_of(const RemedySpec& spec) {
    const auto* parts = std::get_if<Kind>(&spec);
    return parts != nullptr ? *parts : Kind{};
}

Choice known_choice(Fields& fields, std::string_view name, const std::string& spelled) {
    const auto choice = choice_named(spelled);
    if (!choice) {
        fields.refuse(name, "has the unknown value \"" + spelled + "\"");
    }
    return choice.value_or(NotNow{});
}

template <class Read>
void read_part(Fields& fields, std::string_view name, Read read, Receipt& receipt) {
    if (auto part = fields.optional_object(name, read)) {
        receipt = std::move(*part);
    }
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
            {"kind", row_of(remedy.spec).kind},
            {"state", name_of(remedy.state)},
            {"mode", name_of(parts_of<SwitchMode>(remedy.spec).mode)},
            {"vpn", optional_value_of(remedy.vpn)},
            {"endpoints", array_of(remedy.endpoints)},
            {"receipt", part_of<ExclusionReceipt>(remedy.receipt)},
            {"edit", part_of<ConfigEdit>(remedy.receipt)},
            {"ending", optional_value_of(remedy.ending)},
            {"setting", name_of(parts_of<ChangeSetting>(remedy.spec).setting)},
            {"mtu", part_of<MtuReceipt>(remedy.receipt)},
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

Choice choice_from(Fields& fields, std::string_view name) {
    return known_choice(fields, name, fields.text(name));
}

std::vector<Choice> choices_from(Fields& fields, std::string_view name) {
    std::vector<Choice> choices;
    for (const std::string& spelled : fields.texts(name)) {
        choices.push_back(known_choice(fields, name, spelled));
    }
    return choices;
}

std::vector<RemedySpec> remedies_from(Fields& fields, std::string_view name) {
    std::vector<RemedySpec> remedies;
    for (const Choice& choice : choices_from(fields, name)) {
        if (const auto* remedy = std::get_if<RemedySpec>(&choice)) {
            remedies.push_back(*remedy);
        }
    }
    return remedies;
}

RemedySpec kind_from(Fields& fields) {
    const std::string spelled = fields.text("kind");
    const RemedyRow* row = find_remedy_kind(spelled);
    if (row == nullptr) {
        fields.refuse("kind", "has the unknown value \"" + spelled + "\"");
        return Exclude{};
    }
    return row->spec;
}

Remedy remedy_from(Fields& fields) {
    Remedy remedy;
    remedy.id = fields.text("id");
    remedy.spec = kind_from(fields);
    remedy.state = fields.choice<RemedyState>("state");
    const NetworkingMode mode = fields.choice<NetworkingMode>("mode");
    if (auto* change = std::get_if<SwitchMode>(&remedy.spec)) {
        change->mode = mode;
    }
    remedy.vpn = fields.optional_object("vpn", identity_from);
    remedy.endpoints = fields.texts("endpoints");
    read_part(fields, "receipt", receipt_from, remedy.receipt);
    read_part(fields, "edit", edit_from, remedy.receipt);
    remedy.ending = fields.optional_object("ending", sentence_from);
    if (fields.has("setting")) { // since 0.2
        const ConfigSetting setting = fields.choice<ConfigSetting>("setting");
        if (auto* change = std::get_if<ChangeSetting>(&remedy.spec)) {
            change->setting = setting;
        }
        read_part(fields, "mtu", mtu_receipt_from, remedy.receipt);
        remedy.fault = fields.optional_choice<Fault>("fault");
        remedy.automatic = fields.flag("automatic");
        remedy.may_shut_down = fields.flag("may_shut_down");
        remedy.vm_id = fields.text("vm_id");
    }
    return remedy;
}

} // namespace mirrorwatch::json
