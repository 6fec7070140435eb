// SPDX-License-Identifier: MIT
#include "common/text_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/vpn_view.hpp"

namespace mirrorwatch::cli {
namespace {

std::string listed(const AdapterTable& table, const VpnRules& rules, const Given& given) {
    const bool is_whole = given.has("whole");
    const auto which = is_whole || given.has("all") ? Which::All : Which::Vpns;
    if (!given.wants_json()) {
        return adapters_table(table, rules, which);
    }
    return is_whole ? whole_json(table, rules) : adapters_json(table, rules, which);
}

} // namespace

int vpn_list(const Given& given) {
    const KnownAdapters known;
    if (!known.table) {
        return report_failure(known.table.error());
    }
    if (given.has("route")) {
        const auto answer =
            route_answer(given.text("route"), *known.table, sense::windows_best_route(), given.wants_json());
        if (!answer) {
            throw UsageError(answer.error().message);
        }
        print(answer->text);
        return c_ok;
    }
    print(listed(*known.table, known.rules, given));
    return c_ok;
}

int vpn_explain(const Given& given) {
    const KnownAdapters known;
    if (!known.table) {
        return report_failure(known.table.error());
    }
    const auto found = adapters_named(given.text("NAME"), known.table->adapters);
    if (!found) {
        return report_failure(found.error());
    }
    for (const Adapter& adapter : *found) {
        print(explanation(adapter, *known.table, known.rules));
    }
    return c_ok;
}

int vpn_classify(const Given& given) {
    const std::string file = given.text("file");
    const auto bytes = act::windows_file_calls().read(widen(file));
    if (!bytes || !*bytes) {
        return report_failure(Error{file + ": " + (bytes ? "there is no such file" : bytes.error().message)});
    }
    const auto adapters = read_adapters(**bytes);
    if (!adapters) {
        return report_failure(Error{file + ": " + adapters.error().message});
    }
    const VpnRules rules = vpn_table();
    print(given.wants_json() ? classification_json(*adapters, rules)
                             : classification_table(*adapters, rules));
    return c_ok;
}

} // namespace mirrorwatch::cli
