#include "service/cli/wslconfig_method_win.hpp"

#include "common/names.hpp"
#include "common/text.hpp"
#include "common/text_win.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/agent/policies_win.hpp"
#include "service/agent/runner_win.hpp"
#include "service/cli/configured_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/exclusion_print.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/vpn_table_win.hpp"
#include "service/cli/words.hpp"
#include "service/cli/wslconfig_method.hpp"
#include "service/sense/adapters/table_reader_win.hpp"

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

struct OfflineConfig {
    agent::WslExe wsl;
    agent::UserConfig config;
    agent::UserBackups history;
    agent::Ports ports{wsl, config, history};
    ChangedFile file{config.path(), true};
};

struct KnownAdapters {
    VpnRules rules = vpn_table();
    Result<AdapterTable> table = sense::table_reader(rules.services)();
};

std::optional<ExcludeBy> method_given(const po::variables_map& given) {
    if (!given.contains("method")) {
        return std::nullopt;
    }
    const std::string word = narrow(given["method"].as<std::wstring>());
    const auto& known = c_names_of<ExcludeBy>;
    const auto found = std::ranges::find(known, word);
    if (found == known.end()) {
        throw UsageError(unknown_word("method", word, known));
    }
    return static_cast<ExcludeBy>(found - known.begin());
}

Result<ExcludeBy> method_wanted(const po::variables_map& given) {
    const auto method = method_given(given);
    return method ? Result<ExcludeBy>{*method} : configured_method();
}

int verify(const Adapter& adapter, OfflineConfig& offline) {
    const auto names = agent::interfaces_excluded_by_file(offline.ports);
    if (!names) {
        return report_failure(names.error());
    }
    if (!excluded_name(adapter.friendly_name, *names, AdapterTable{}, VpnRules{})) {
        return report_failure(
            Error{offline.file.path + " does not exclude \"" + adapter.friendly_name + "\"."});
    }
    if (!adapter.up) {
        return report_failure(
            Error{"\"" + adapter.friendly_name + "\" is not connected now. Verify it then."});
    }
    const auto sight = agent::look_at_interface(identity_of(adapter), offline.ports);
    if (!sight) {
        return report_failure(sight.error());
    }
    print(sight_words(adapter.friendly_name, *sight));
    return sight->mirroring == agent::Mirroring::Absent ? c_ok : c_failed;
}

int exclude(const std::string& word, const Adapter& adapter, bool agreed, OfflineConfig& offline) {
    if (!agent::may_exclude()) {
        return report_failure(Error{text::to_text({MessageId::ExclusionForbidden, {adapter.friendly_name}})});
    }
    const auto change = agent::exclude_interface(identity_of(adapter), !agreed, offline.ports);
    if (!change) {
        return report_failure(change.error());
    }
    if (agreed || change->before == change->after) {
        print(exclusion_words(adapter.friendly_name, *change, offline.file));
        return c_ok;
    }
    print(exclusion_preview(word, adapter.friendly_name, *change, offline.file));
    return c_failed;
}

int preview(const std::string& word, const Adapter& adapter, OfflineConfig& offline) {
    const auto preview = agent::preview_exclusion(identity_of(adapter), offline.ports);
    if (!preview) {
        return report_failure(preview.error());
    }
    print(preview_words(word, adapter.friendly_name, *preview));
    return c_ok;
}

/// The adapter's, where this machine still has it, so that what was noted of it goes too.
AdapterIdentity identity_of_name(const std::string& name, const AdapterTable& table) {
    const auto found = std::ranges::find(table.adapters, name, &Adapter::friendly_name);
    AdapterIdentity identity = found == table.adapters.end() ? AdapterIdentity{} : identity_of(*found);
    identity.name = name;
    return identity;
}

int include(const std::string& name, const AdapterTable& table, OfflineConfig& offline) {
    const auto change = agent::include_interface(identity_of_name(name, table), false, offline.ports);
    if (!change) {
        return report_failure(change.error());
    }
    print(inclusion_words(name, *change, offline.file));
    return c_ok;
}

} // namespace

void add_method(po::options_description& options) {
    options.add_options()("method", po::wvalue<std::wstring>()->value_name("METHOD"),
                          "guest or wslconfig; if nothing is given, what the settings say");
}

void add_exclude_options(po::options_description& options) {
    add_method(options);
    options.add_options()("yes", "with wslconfig: do it; without this it is only said what would happen");
    options.add_options()("dry-run", "say what would be done, with the commands, and change nothing");
    options.add_options()("verify", "with wslconfig: whether the line has an effect in the running WSL");
}

std::optional<int> exclude_without_service(const std::string& word, const po::variables_map& given) {
    const auto method = method_wanted(given);
    if (!method) {
        return report_failure(Error{method.error().message + ". Say how by --method."});
    }
    const bool is_dry = given.contains("dry-run");
    const bool in_guest = *method == ExcludeBy::Guest;
    if (in_guest && given.contains("verify")) {
        throw UsageError("--verify is for --method wslconfig");
    }
    if (in_guest && !is_dry) {
        return std::nullopt;
    }
    if (!in_guest && given.contains("always")) {
        throw UsageError("--always is for --method guest");
    }
    const KnownAdapters known;
    if (!known.table) {
        return report_failure(known.table.error());
    }
    const auto adapter = adapter_meant(word, *known.table, known.rules);
    if (!adapter) {
        return report_failure(adapter.error());
    }
    OfflineConfig offline;
    if (in_guest) {
        return preview(word, *adapter, offline);
    }
    return given.contains("verify") ? verify(*adapter, offline)
                                    : exclude(word, *adapter, given.contains("yes") && !is_dry, offline);
}

std::optional<int> include_without_service(const std::string& word, const po::variables_map& given) {
    const auto method = method_given(given);
    const bool is_asked_for = method == ExcludeBy::Wslconfig;
    if (method == ExcludeBy::Guest) {
        return std::nullopt;
    }
    if (is_asked_for && given.contains("never-ask")) {
        throw UsageError("--never-ask is for --method guest");
    }
    OfflineConfig offline;
    const auto names = agent::interfaces_excluded_by_file(offline.ports);
    if (!names || names->empty()) {
        return !is_asked_for ? std::nullopt
               : !names      ? std::optional{report_failure(names.error())}
                        : std::optional{report_failure(Error{offline.file.path + " excludes no adapter."})};
    }
    const KnownAdapters known;
    const AdapterTable table = known.table ? *known.table : AdapterTable{};
    const auto name = excluded_name(word, *names, table, known.rules);
    if (!name) {
        return is_asked_for ? std::optional{report_failure(
                                  Error{offline.file.path + " does not exclude \"" + word + "\"."})}
                            : std::nullopt;
    }
    const int code = include(*name, table, offline);
    return given.contains("never-ask") && code == c_ok ? std::nullopt : std::optional{code};
}

} // namespace mirrorwatch::cli
