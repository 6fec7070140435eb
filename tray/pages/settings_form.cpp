// SPDX-License-Identifier: MIT
#include "tray/pages/settings_form.hpp"

#include "common/translated.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;

constexpr std::array c_actions{FieldChoice{"ask", to_translate("Ask me what to do")},
                               FieldChoice{"auto", to_translate("Repair it by itself, after a countdown")},
                               FieldChoice{"notify", to_translate("Only tell me")}};
constexpr std::array c_ladders{FieldChoice{"nat, virtioproxy", to_translate("NAT, then VirtioProxy")},
                               FieldChoice{"virtioproxy, nat", to_translate("VirtioProxy, then NAT")},
                               FieldChoice{"nat", to_translate("Only NAT")},
                               FieldChoice{"virtioproxy", to_translate("Only VirtioProxy")},
                               FieldChoice{"", to_translate("None: WSL's mode is never changed")}};
constexpr std::array c_methods{
    FieldChoice{"guest", to_translate("By rules inside WSL, at once")},
    FieldChoice{"wslconfig", to_translate("By .wslconfig, which WSL ignores today")}};
constexpr std::array c_restores{FieldChoice{"ask", to_translate("Ask me")},
                                FieldChoice{"auto", to_translate("Go back, after a countdown")},
                                FieldChoice{"never", to_translate("Leave WSL as it is")}};

// Each in its own language, for who cannot read the present one.
constexpr std::array c_languages{FieldChoice{"auto", to_translate("The language of Windows")},
                                 FieldChoice{"en", "English"}, FieldChoice{"de", "Deutsch"},
                                 FieldChoice{"zh-Hans", "简体中文"}, FieldChoice{"ja", "日本語"}};

constexpr auto c_fields = std::to_array<FormField>({
    {"policy.action", FieldKind::Choice, to_translate("&What to do"), c_actions,
     to_translate("When a VPN breaks WSL's network")},
    {"policy.ladder", FieldKind::Choice, to_translate("Networking &modes to try"), c_ladders},
    {"exclusion.method", FieldKind::Choice, to_translate("How a VPN is &excluded"), c_methods},
    {"policy.restore_on_vpn_down", FieldKind::Choice, to_translate("When the VPN is &gone"), c_restores},
    {"policy.countdown", FieldKind::Text, to_translate("&Countdown lasts")},
    {"notify.reminder",
     FieldKind::Text,
     to_translate("Sa&y the same again after"),
     {},
     to_translate("What you are told")},
    {"notify.on_resolved", FieldKind::Check, to_translate("Also say when something is &over")},
    {"notify.language", FieldKind::Choice, to_translate("&Language"), c_languages},
    {"watch.network",
     FieldKind::Check,
     to_translate("WSL's &network"),
     {},
     to_translate("What Mirrorwatch watches by itself")},
    {"watch.internet", FieldKind::Check, to_translate("The &Internet")},
    {"watch.lan", FieldKind::Check, to_translate("The &router")},
    {"watch.vpn", FieldKind::Check, to_translate("DNS servers of a &VPN")},
    {"watch.names", FieldKind::Check, to_translate("N&ames (DNS)")},
    {"watch.servers", FieldKind::Check, to_translate("&Servers in WSL")},
    {"watch.ignore_ports", FieldKind::Text, to_translate("&Ports to leave alone")},
});

std::string text_in(const boost::json::object& object, std::string_view name) {
    const boost::json::value* value = object.if_contains(name);
    const boost::json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string{} : std::string{text->data(), text->size()};
}

FormValue value_in(const boost::json::object& object) {
    const boost::json::value* managed = object.if_contains("managed");
    return {text_in(object, "key"), text_in(object, "value"),
            managed != nullptr && managed->is_bool() && managed->get_bool()};
}

} // namespace

std::span<const FormField> form_fields() {
    return c_fields;
}

Result<std::vector<FormValue>> form_values(std::string_view json) {
    boost::json::error_code error;
    const boost::json::value root = boost::json::parse(json, error);
    const boost::json::object* object = error ? nullptr : root.if_object();
    const boost::json::value* list = object == nullptr ? nullptr : object->if_contains("settings");
    if (list == nullptr || !list->is_array()) {
        return Error{std::string{text::translated("mirrorwatch.exe did not show the settings.")}};
    }
    std::vector<FormValue> values;
    for (const boost::json::value& item : list->get_array()) {
        if (const boost::json::object* one = item.if_object()) {
            values.push_back(value_in(*one));
        }
    }
    return values;
}

const FormValue* find_value(const std::vector<FormValue>& values, std::string_view key) {
    const auto found = std::ranges::find(values, key, &FormValue::key);
    return found == values.end() ? nullptr : &*found;
}

std::optional<std::size_t> choice_of(const FormField& field, std::string_view value) {
    const auto found = std::ranges::find(field.choices, value, &FieldChoice::value);
    return found == field.choices.end()
               ? std::nullopt
               : std::optional{static_cast<std::size_t>(found - field.choices.begin())};
}

std::vector<std::pair<std::string, std::string>>
changed_values(const std::vector<FormValue>& before,
               const std::vector<std::pair<std::string, std::string>>& now) {
    std::vector<std::pair<std::string, std::string>> changed;
    for (const auto& [key, value] : now) {
        const FormValue* was = find_value(before, key);
        if (was != nullptr && !was->managed && was->value != value) {
            changed.emplace_back(key, value);
        }
    }
    return changed;
}

std::optional<std::size_t> field_in(std::string_view sentence) {
    for (std::size_t i = 0; i < c_fields.size(); ++i) {
        const std::size_t at = sentence.find(c_fields.at(i).key);
        const std::size_t end = at + c_fields.at(i).key.size();
        if (at != std::string_view::npos && (end == sentence.size() || sentence[end] == ' ')) {
            return i;
        }
    }
    return std::nullopt;
}

std::string sentence_at_field(std::string_view sentence) {
    const auto field = field_in(sentence);
    if (field) {
        const std::string_view key = c_fields.at(*field).key;
        sentence.remove_prefix(sentence.find(key) + key.size());
        sentence.remove_prefix(std::min(sentence.find_first_not_of(' '), sentence.size()));
    }
    std::string text{sentence.substr(0, sentence.find_last_not_of("\r\n") + 1)};
    return field && !text.empty() ? text::translated("This {problem}", {{"problem", text}}) : text;
}

} // namespace mirrorwatch::tray
