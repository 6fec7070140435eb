// SPDX-License-Identifier: MIT
#include "common/names.hpp"
#include "common/text.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/exclude_view.hpp"
#include "service/cli/exclusion_print.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

struct OfflineConfig : OwnPorts {
    ChangedFile file{config.path(), true};
};

std::optional<ExcludeBy> method_given(const Given& given) {
    return value_named<ExcludeBy>(given.text("method"));
}

Result<ExcludeBy> method_wanted(const Given& given) {
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

/// Done, only asked what would be done, or neither: then the exit code says that it is not done.
enum class Consent { Given, Dry, None };

Consent consent_in(const Given& given) {
    return given.has("dry-run") ? Consent::Dry : given.has("yes") ? Consent::Given : Consent::None;
}

int exclude(const std::string& word, const Adapter& adapter, Consent consent, OfflineConfig& offline) {
    if (!organisation_now().policy.may_exclude.value_or(true)) {
        return report_failure(Error{text::to_text({MessageId::ExclusionForbidden, {adapter.friendly_name}})});
    }
    const auto change =
        agent::exclude_interface(identity_of(adapter), consent != Consent::Given, offline.ports);
    if (!change) {
        return report_failure(change.error());
    }
    if (consent == Consent::Given || change->before == change->after) {
        print(exclusion_words(adapter.friendly_name, *change, offline.file));
        return c_ok;
    }
    print(exclusion_preview(word, adapter.friendly_name, *change, offline.file));
    return consent == Consent::Dry ? c_ok : c_failed;
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

/// By .wslconfig, or dry: the exit code; nothing when the settings or --method want it done in the guest, and
/// it is to be done.
std::optional<int> exclude_without_service(const std::string& word, const Given& given) {
    const auto method = method_wanted(given);
    if (!method) {
        return report_failure(Error{method.error().message + ". Say how by --method."});
    }
    const bool is_dry = given.has("dry-run");
    const bool in_guest = *method == ExcludeBy::Guest;
    if (in_guest && given.has("verify")) {
        throw UsageError("--verify is for --method wslconfig");
    }
    if (in_guest && !is_dry) {
        return std::nullopt;
    }
    if (!in_guest && given.has("always")) {
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
    return given.has("verify") ? verify(*adapter, offline)
                               : exclude(word, *adapter, consent_in(given), offline);
}

/// The exit code; nothing when there is something left to do for the service.
std::optional<int> include_without_service(const std::string& word, const Given& given) {
    const auto method = method_given(given);
    const bool is_asked_for = method == ExcludeBy::Wslconfig;
    if (method == ExcludeBy::Guest) {
        return std::nullopt;
    }
    if (is_asked_for && given.has("never-ask")) {
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
    return given.has("never-ask") && code == c_ok ? std::nullopt : std::optional{code};
}

int print_script(const Given& given) {
    const auto text = printed_step(given.text("print-script"), given.text("device"));
    if (!text) {
        throw UsageError(text.error().message);
    }
    print(*text);
    return c_ok;
}

/// `choose` finds the VPN that is meant, `make` what the service is asked about it.
template <class Choose, class Make>
int ask_about_vpn(const std::string& word, Choose choose, Make make) {
    return with_service([&](ServiceClient& client) {
        const Result<Snapshot> snapshot = client.snapshot();
        if (!snapshot) {
            return report_no_service(snapshot.error());
        }
        const Result<std::string> vpn = choose(word, *snapshot);
        return vpn ? report(client.ask(make(*vpn))) : report_failure(vpn.error());
    });
}

} // namespace

int vpn_exclude(const Given& given) {
    if (given.has("print-script")) {
        return print_script(given);
    }
    const std::string word = given.text("NAME");
    if (const std::optional<int> done = exclude_without_service(word, given)) {
        return *done;
    }
    return ask_about_vpn(word, vpn_to_exclude, [&](const std::string& vpn) {
        return protocol::ExcludeVpn{vpn, given.has("always")};
    });
}

int vpn_include(const Given& given) {
    const std::string word = given.text("NAME");
    if (const std::optional<int> done = include_without_service(word, given)) {
        return *done;
    }
    return ask_about_vpn(word, vpn_to_include, [&](const std::string& vpn) {
        return protocol::IncludeVpn{vpn, given.has("never-ask")};
    });
}

} // namespace mirrorwatch::cli
