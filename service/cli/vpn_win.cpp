#include "common/text_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/app/options.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/vpn_table_win.hpp"
#include "service/cli/vpn_view.hpp"
#include "service/cli/words.hpp"
#include "service/sense/adapters/table_reader_win.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

constexpr std::string_view c_usage_text =
    "vpn <action>\n\nActions:\n"
    "  explain NAME       why an adapter of this machine is taken for a VPN, or is not\n"
    "  classify --file F  judge the adapters of a JSON list, each with friendly_name, description and "
    "if_type\n";

int explain(const Words& words) {
    po::options_description options{"Options"};
    po::variables_map given;
    if (!read_options(words, "vpn explain NAME", options, given, {"NAME"})) {
        return c_ok;
    }
    if (!given.contains("NAME")) {
        throw UsageError("vpn explain needs the name of an adapter; see: mirrorwatch adapters");
    }
    const VpnRules rules = vpn_table();
    const Result<AdapterTable> table = sense::table_reader(rules.services)();
    if (!table) {
        print_error(table.error().message);
        return c_failed;
    }
    const auto found = adapters_named(narrow(given["NAME"].as<std::wstring>()), table->adapters);
    if (!found) {
        print_error(found.error().message);
        return c_failed;
    }
    for (const Adapter& adapter : *found) {
        print(explanation(adapter, *table, rules));
    }
    return c_ok;
}

Result<std::string> read_file(const std::wstring& file) {
    auto bytes = act::windows_file_calls().read(file);
    if (!bytes) {
        return bytes.error();
    }
    return *bytes ? text_result(std::move(**bytes)) : Result<std::string>{Error{"there is no such file"}};
}

int classify(const Words& words) {
    po::options_description options{"Options"};
    options.add_options()("file", po::wvalue<std::wstring>()->value_name("F"),
                          "the list of adapters, as JSON");
    add_format(options);
    po::variables_map given;
    if (!read_options(words, "vpn classify --file F [--format table|json]", options, given)) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    if (!given.contains("file")) {
        throw UsageError("vpn classify needs --file F; see: mirrorwatch vpn classify --help");
    }
    const std::wstring file = given["file"].as<std::wstring>();
    const Result<std::string> bytes = read_file(file);
    if (!bytes) {
        print_error(narrow(file) + ": " + bytes.error().message);
        return c_failed;
    }
    const auto adapters = read_adapters(*bytes);
    if (!adapters) {
        print_error(narrow(file) + ": " + adapters.error().message);
        return c_failed;
    }
    const VpnRules rules = vpn_table();
    print(as_json ? classification_json(*adapters, rules) : classification_table(*adapters, rules));
    return c_ok;
}

} // namespace

VpnRules vpn_table() {
    app::VpnTable table = app::load_vpn_table(act::service_folder() / "vpn-adapters.toml");
    if (!table.error.empty()) {
        print_error("warning: " + table.error + ". The built-in VPN table counts.");
    }
    for (const std::string& warning : table.warnings) {
        print_error("warning: " + warning);
    }
    return std::move(table.rules);
}

int vpn_verb(const Words& words) {
    const std::string word = words.empty() ? "--help" : narrow(words.front());
    if (word.starts_with("-")) {
        po::options_description options;
        po::variables_map given;
        const bool go_on =
            read_options(words.empty() ? Words{L"--help"} : words, c_usage_text, options, given);
        return go_on || words.empty() ? c_usage : c_ok;
    }
    const Words rest{words.begin() + 1, words.end()};
    if (word == "explain") {
        return explain(rest);
    }
    if (word == "classify") {
        return classify(rest);
    }
    constexpr std::array<std::string_view, 2> known{"explain", "classify"};
    throw UsageError(unknown_word("action", word, known));
}

} // namespace mirrorwatch::cli
