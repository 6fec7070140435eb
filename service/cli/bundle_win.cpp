// SPDX-License-Identifier: MIT
#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/text_win.hpp"
#include "common/token_win.hpp"
#include "service/act/activity_log_calls_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/bundle/bundle.hpp"
#include "service/bundle/find_name_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/doctor_now_win.hpp"
#include "service/cli/explain_view.hpp"
#include "service/cli/history_view.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/snapshot_json.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/vpn_view.hpp"

#include <windows.h>

#include <chrono>
#include <filesystem>
#include <optional>

namespace mirrorwatch::cli {
namespace {

namespace fs = std::filesystem;

using bundle::Source;

constexpr std::uint32_t c_last_events = 200;

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Result<std::string> doctor_text() {
    return text_result(doctor::report_json(doctor_now({}), now(), doctor::Extent::All));
}

/// What the service makes of its snapshot.
Result<std::string> from_service(std::string (*shown)(const Snapshot&)) {
    ServiceClient client;
    const Result<void> begun = client.begin();
    if (!begun) {
        return begun.error();
    }
    const auto snapshot = client.snapshot();
    return snapshot ? text_result(shown(*snapshot)) : Result<std::string>{snapshot.error()};
}

Result<std::string> status_text() {
    return from_service(snapshot_json);
}

Result<std::string> explain_of_now() {
    return from_service([](const Snapshot& snapshot) { return explain_text(snapshot); });
}

Result<std::string> history_text() {
    ServiceClient client;
    const Result<void> begun = client.begin();
    if (!begun) {
        return begun.error();
    }
    const auto events = events_of(client.history({c_last_events, false}));
    return events ? text_result(past_json(*events)) : Result<std::string>{events.error()};
}

Result<std::string> file_text(const fs::path& path) {
    const auto bytes = act::windows_file_calls().read(path);
    if (!bytes) {
        return bytes.error();
    }
    return *bytes ? text_result(**bytes) : Result<std::string>{Error{"There is no such file."}};
}

Result<std::string> settings_text() {
    return text_result(settings_json(settings_files(organisation_now())));
}

Result<std::string> wslconfig_text() {
    OwnPorts own;
    const auto bytes = own.config.read();
    if (!bytes) {
        return bytes.error();
    }
    return *bytes ? text_result(**bytes) : Result<std::string>{Error{"There is no .wslconfig."}};
}

Result<std::string> adapters_text() {
    const KnownAdapters known;
    return known.table ? text_result(whole_json(*known.table, known.rules))
                       : Result<std::string>{known.table.error()};
}

/// The service's own, where the user may read it; else that of the console mode.
Result<std::string> log_text() {
    const auto of_service = file_text(act::data_folder() / "logs" / "mirrorwatch.log");
    return of_service ? of_service : file_text(act::console_folder() / "logs" / "mirrorwatch.log");
}

std::vector<Source> sources() {
    return {{"doctor.json", "what mirrored networking needs, line by line", doctor_text},
            {"status.json", "what the service shows you", status_text},
            {"explain.txt", "what is wrong, why, and what is done about it", explain_of_now},
            {"history.json", "what was found and done, the newest first", history_text},
            {"settings.toml", "every setting with its value", settings_in_force},
            {"settings.json", "what is wrong with the settings, and what is watched", settings_text},
            {"wslconfig.txt", "your .wslconfig", wslconfig_text},
            {"adapters.json", "network adapters, routes, and which of them are VPNs", adapters_text},
            {"mirrorwatch.log", "the end of the log, where you may read it", log_text}};
}

std::string computer_name() {
    wchar_t name[256];
    DWORD length = static_cast<DWORD>(std::size(name));
    return GetComputerNameExW(ComputerNameDnsHostname, name, &length) ? narrow({name, length})
                                                                      : std::string{};
}

/// "CORP\jane" is a domain and a name.
std::vector<std::string> user_names() {
    const Result<KernelHandle> token = own_token();
    const std::string account = token ? account_name_of(token->get()) : std::string{};
    const auto slash = account.find('\\');
    if (slash == std::string::npos) {
        return {account};
    }
    return {account.substr(slash + 1), account.substr(0, slash)};
}

/// A host that is a name, and not this machine's own.
void add_host(std::vector<std::string>& hosts, const std::string& host) {
    if (host.find_first_not_of("0123456789.:") != std::string::npos && host != "localhost") {
        hosts.push_back(host);
    }
}

bundle::KnownNames known_names() {
    bundle::KnownNames names{user_names(), {computer_name()}, {}};
    const auto endpoints = configured_endpoints(Given{});
    for (const ConfiguredEndpoint& one : endpoints ? *endpoints : std::vector<ConfiguredEndpoint>{}) {
        add_host(names.hosts, one.endpoint.host);
    }
    const KnownAdapters known;
    for (const Adapter& adapter : known.table ? known.table->adapters : std::vector<Adapter>{}) {
        add_host(names.hosts, adapter.dns_suffix);
    }
    return names;
}

/// A new file: nothing that is there is written over.
Result<void> write_new(const std::string& path, const std::string& bytes) {
    const FileHandle file{CreateFileW(widen(path).c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                                      FILE_ATTRIBUTE_NORMAL, nullptr)};
    if (!file) {
        return GetLastError() == ERROR_FILE_EXISTS ? Error{path + " is there already."}
                                                   : Error{path + ": " + last_error_sentence("CreateFileW")};
    }
    return act::write_all(file.get(), bytes);
}

} // namespace

int bundle_verb(const Given& given) {
    const bool is_masked = !given.has("unmasked");
    const std::string path = given.text_or("FILE", bundle::usual_name(now()));
    const std::vector<Source> all = sources();
    const auto entries = bundle::collect(
        all, is_masked ? std::optional{bundle::Masker{known_names(), bundle::find_name}} : std::nullopt,
        now());
    print("In " + path + ":\n" + bundle::contents_table(entries, all));
    if (const auto written = write_new(path, bundle::zip_of(entries, now())); !written) {
        return report_failure(written.error());
    }
    print(is_masked ? "It is written. Names, hosts and what looks like a secret are masked; look through it "
                      "before you pass it on.\n"
                    : "It is written, with all names and addresses as they are. Mind who gets it.\n");
    return c_ok;
}

} // namespace mirrorwatch::cli
