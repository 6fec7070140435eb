#include "service/cli/vpn_view.hpp"

#include "common/ascii.hpp"
#include "common/json_fields.hpp"
#include "common/names.hpp"
#include "service/cli/table.hpp"
#include "service/cli/words.hpp"
#include "service/decide/vpn.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace mirrorwatch::cli {
namespace {

using decide::Reason;
using decide::Verdict;

void add(boost::json::object& object, const Verdict& verdict) {
    object["verdict"] = name_of(verdict.kind);
    object["client"] = verdict.client;
    object["score"] = verdict.score;
    object["reasons"] = json::array_of(
        verdict.reasons, [](const Reason& reason) { return boost::json::string{decide::to_string(reason)}; });
}

/// One line for each, so that two lists can be compared.
std::string list_of(const std::vector<boost::json::object>& objects) {
    std::string text = "[";
    for (const boost::json::object& object : objects) {
        text += (&object == &objects.front() ? "\n  " : ",\n  ") + boost::json::serialize(object);
    }
    return text + (objects.empty() ? "]\n" : "\n]\n");
}

std::string verdict_cell(const Verdict& verdict) {
    return std::string{name_of(verdict.kind)} + (verdict.client.empty() ? "" : " (" + verdict.client + ")");
}

std::string addresses_cell(const Adapter& adapter) {
    std::string text;
    for (const AddressPrefix& prefix : adapter.addresses) {
        text += (text.empty() ? "" : ", ") + prefix.address + "/" + std::to_string(prefix.length);
    }
    return text;
}

Row row_of(const Adapter& adapter, const Verdict& verdict) {
    return {visible(adapter.friendly_name), adapter.up ? "up" : "down", verdict_cell(verdict),
            std::to_string(verdict.score), visible(adapter.description)};
}

template <class Key>
std::vector<Adapter> with(Key key, std::string_view name, const std::vector<Adapter>& adapters) {
    std::vector<Adapter> found;
    std::ranges::copy_if(adapters, std::back_inserter(found),
                         [&](const Adapter& adapter) { return lower(adapter.*key) == lower(name); });
    return found;
}

} // namespace

std::string adapters_table(const std::vector<Adapter>& adapters, const VpnRules& rules) {
    std::vector<Row> rows{{"NAME", "STATE", "VPN", "SCORE", "DESCRIPTION", "ADDRESSES"}};
    for (const Adapter& adapter : adapters) {
        rows.push_back(row_of(adapter, decide::judge(adapter, rules)));
        rows.back().push_back(addresses_cell(adapter));
    }
    return table(rows);
}

std::string adapters_json(const std::vector<Adapter>& adapters, const VpnRules& rules) {
    std::vector<boost::json::object> objects;
    for (const Adapter& adapter : adapters) {
        objects.push_back(to_json(adapter));
        add(objects.back(), decide::judge(adapter, rules));
    }
    return list_of(objects);
}

std::string classification_json(const std::vector<WrittenAdapter>& adapters, const VpnRules& rules) {
    std::vector<boost::json::object> objects;
    for (const WrittenAdapter& entry : adapters) {
        objects.push_back(entry.written);
        add(objects.back(), decide::judge(entry.adapter, rules));
    }
    return list_of(objects);
}

std::string classification_table(const std::vector<WrittenAdapter>& adapters, const VpnRules& rules) {
    std::vector<Row> rows{{"NAME", "STATE", "VPN", "SCORE", "DESCRIPTION"}};
    for (const WrittenAdapter& entry : adapters) {
        rows.push_back(row_of(entry.adapter, decide::judge(entry.adapter, rules)));
    }
    return table(rows);
}

Result<std::vector<Adapter>> adapters_named(std::string_view name, const std::vector<Adapter>& adapters) {
    for (const auto key : {&Adapter::friendly_name, &Adapter::guid, &Adapter::description}) {
        if (auto found = with(key, name, adapters); !found.empty()) {
            return found;
        }
    }
    std::vector<std::string_view> names;
    std::ranges::transform(adapters, std::back_inserter(names), &Adapter::friendly_name);
    return Error{unknown_word("adapter", name, names)};
}

std::string explanation(const Adapter& adapter, const VpnRules& rules) {
    const Verdict verdict = decide::judge(adapter, rules);
    std::string text = visible(adapter.friendly_name) + " (" + visible(adapter.description) + "), ifType " +
                       std::to_string(adapter.if_type) + (adapter.up ? ", up" : ", down") + "\n";
    for (const Reason& reason : verdict.reasons) {
        const std::string number = (reason.score < 0 ? "" : "+") + std::to_string(reason.score);
        text += std::string(number.size() < 6 ? 6 - number.size() : 0, ' ') + number + "  " +
                visible(reason.text) + "\n";
    }
    if (verdict.reasons.empty()) {
        text += "     +0  no rule of the table matches\n";
    }
    const std::string score = std::to_string(verdict.score);
    text += std::string(score.size() < 6 ? 6 - score.size() : 0, ' ') + score + "  " + verdict_cell(verdict) +
            ": " + std::to_string(rules.vpn_score) + " is a VPN, " + std::to_string(rules.maybe_score) +
            " is perhaps one\n";
    return text;
}

} // namespace mirrorwatch::cli
