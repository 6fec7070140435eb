// SPDX-License-Identifier: MIT
#include "common/described.hpp"

#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"

namespace mirrorwatch::json {

using boost::json::object;
using Header = std::pair<std::string, std::string>;
using Texts = std::vector<std::string>;

namespace {

template <class Part>
void put_part(object& object, std::string_view name, const Receipt& receipt) {
    const auto* part = std::get_if<Part>(&receipt);
    object[name] = part != nullptr ? value_of(*part) : nullptr;
}

template <class Part>
void take_part(Fields& fields, std::string_view name, Receipt& receipt) {
    if (auto part = fields.get<std::optional<Part>>(name)) {
        receipt = std::move(*part);
    }
}

/// What a kind of remedies has no use for is spelled as its default.
template <class Kind>
Kind parts_of(const RemedySpec& spec) {
    const auto* parts = std::get_if<Kind>(&spec);
    return parts != nullptr ? *parts : Kind{};
}

RemedySpec take_kind(Fields& fields) {
    const auto spelled = fields.get<std::string>("kind");
    const RemedyRow* row = find_remedy_kind(spelled);
    if (row == nullptr) {
        fields.refuse("kind", "has the unknown value \"" + spelled + "\"");
    }
    return row == nullptr ? RemedySpec{} : row->spec;
}

} // namespace

// The members are read in the order written here: a braced list evaluates from left to right.

void Members<Header>::put(object& object, const Header& header, const Wire&) {
    object["name"] = header.first;
    object["value"] = header.second;
}

Header Members<Header>::take(Fields& fields, const Wire&) {
    return {fields.get<std::string>("name"), fields.get<std::string>("value")};
}

void Members<Message>::put(object& object, const Message& sentence, const Wire& wire) {
    object["code"] = name_of(sentence.code);
    object["arguments"] = value_of(sentence.arguments);
    if (wire.is_shown) {
        object["text"] = text::to_text(sentence); // for readers that are not programs of ours
    }
}

Message Members<Message>::take(Fields& fields, const Wire& wire) {
    Message sentence{fields.get<MessageId>("code"), fields.get<Texts>("arguments")};
    if (wire.is_shown) {
        (void)fields.get<std::string>("text");
    }
    return sentence;
}

boost::json::value Codec<Choice>::write(const Choice& choice, const Wire&) {
    return boost::json::value(name_of(choice));
}

Choice Codec<Choice>::read(const Spot& spot, const Wire& wire) {
    const std::string spelled = Codec<std::string>::read(spot, wire);
    const auto choice = choice_named(spelled);
    if (!choice) {
        spot.refuse("has the unknown value \"" + spelled + "\"");
    }
    return choice.value_or(NotNow{});
}

boost::json::value Codec<RemedySpec>::write(const RemedySpec& remedy, const Wire&) {
    return boost::json::value(row_of(remedy).choice);
}

RemedySpec Codec<RemedySpec>::read(const Spot& spot, const Wire& wire) {
    const Choice choice = Codec<Choice>::read(spot, wire);
    if (!std::holds_alternative<RemedySpec>(choice)) {
        spot.refuse("is no remedy");
        return {};
    }
    return std::get<RemedySpec>(choice);
}

void Members<Remedy>::put(object& object, const Remedy& remedy, const Wire&) {
    object["id"] = remedy.id;
    object["kind"] = row_of(remedy.spec).kind;
    object["state"] = name_of(remedy.state);
    object["mode"] = name_of(parts_of<SwitchMode>(remedy.spec).mode);
    object["vpn"] = value_of(remedy.vpn);
    object["endpoints"] = value_of(remedy.endpoints);
    put_part<ExclusionReceipt>(object, "receipt", remedy.receipt);
    put_part<ConfigEdit>(object, "edit", remedy.receipt);
    object["ending"] = value_of(remedy.ending);
    object["setting"] = name_of(parts_of<ChangeSetting>(remedy.spec).setting);
    put_part<MtuReceipt>(object, "mtu", remedy.receipt);
    object["fault"] = value_of(remedy.fault);
    object["automatic"] = remedy.automatic;
    object["may_shut_down"] = remedy.may_shut_down;
    object["vm_id"] = remedy.vm_id;
}

Remedy Members<Remedy>::take(Fields& fields, const Wire&) {
    Remedy remedy;
    remedy.id = fields.get<std::string>("id");
    remedy.spec = take_kind(fields);
    remedy.state = fields.get<RemedyState>("state");
    const auto mode = fields.get<NetworkingMode>("mode");
    if (auto* change = std::get_if<SwitchMode>(&remedy.spec)) {
        change->mode = mode;
    }
    remedy.vpn = fields.get<std::optional<AdapterIdentity>>("vpn");
    remedy.endpoints = fields.get<Texts>("endpoints");
    take_part<ExclusionReceipt>(fields, "receipt", remedy.receipt);
    take_part<ConfigEdit>(fields, "edit", remedy.receipt);
    remedy.ending = fields.get<std::optional<Message>>("ending");
    if (!fields.has("setting")) { // since 0.2
        return remedy;
    }
    const auto setting = fields.get<ConfigSetting>("setting");
    if (auto* change = std::get_if<ChangeSetting>(&remedy.spec)) {
        change->setting = setting;
    }
    take_part<MtuReceipt>(fields, "mtu", remedy.receipt);
    remedy.fault = fields.get<std::optional<Fault>>("fault");
    remedy.automatic = fields.get<bool>("automatic");
    remedy.may_shut_down = fields.get<bool>("may_shut_down");
    remedy.vm_id = fields.get<std::string>("vm_id");
    return remedy;
}

void Members<RemedyView>::put(object& object, const RemedyView& remedy, const Wire&) {
    object["kind"] = row_of(remedy.spec).kind;
    object["state"] = name_of(remedy.state);
    object["sentence"] = Codec<Message>::write(remedy.message, {.is_shown = true});
    object["vpn"] = remedy.vpn;
}

RemedyView Members<RemedyView>::take(Fields& fields, const Wire&) {
    return {take_kind(fields), fields.get<RemedyState>("state"),
            fields.get<Message>("sentence", {.is_shown = true}), fields.get<std::string>("vpn")};
}

void Members<Finding>::put(object& object, const Finding& finding, const Wire&) {
    put_described(object, finding);
    object["text"] = text::what(finding);
    object["advice"] = text::advice(finding);
}

Finding Members<Finding>::take(Fields& fields, const Wire&) {
    Finding finding = take_described<Finding>(fields);
    (void)fields.get<std::string>("text");
    (void)fields.get<std::string>("advice");
    return finding;
}

void Members<VpnPreference>::put(object& object, const VpnPreference& preference, const Wire& wire) {
    if (!wire.is_shown) {
        object["sid"] = preference.sid;
    }
    object["vpn"] = preference.vpn;
    object["wish"] = name_of(preference.preference);
}

VpnPreference Members<VpnPreference>::take(Fields& fields, const Wire& wire) {
    return {wire.is_shown ? std::string{} : fields.get<std::string>("sid"), fields.get<std::string>("vpn"),
            fields.get<Preference>("wish")};
}

} // namespace mirrorwatch::json
