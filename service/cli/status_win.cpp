#include "service/cli/console_win.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/status_table.hpp"
#include "service/cli/verbs_win.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <chrono>

namespace mirrorwatch::cli {

namespace po = boost::program_options;

namespace {

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string time_of_day() {
    SYSTEMTIME time{};
    GetLocalTime(&time);
    return fmt::format("{:02}:{:02}:{:02}", time.wHour, time.wMinute, time.wSecond);
}

/// Until the service ends, or Ctrl-C comes, which ends this program as any other.
int watch(ServiceClient& client, bool as_json) {
    const Error end = client.watch([as_json](const Snapshot& snapshot) {
        print(as_json ? protocol::to_json(snapshot) + "\n"
                      : "-- " + time_of_day() + "\n" + status_table(snapshot, now()) + "\n");
    });
    print_error(end.message);
    return c_no_service;
}

} // namespace

int status_verb(const Words& words) {
    po::options_description options{"Options"};
    options.add_options()("watch", "show it again whenever it changes, until Ctrl-C");
    add_format(options);
    po::variables_map given;
    if (!read_options(words,
                      "status [--watch] [--format table|json]\n\nWith --watch, json is one object a line.",
                      options, given)) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    ServiceClient client;
    if (const Result<void> begun = client.begin(); !begun) {
        return report_no_service(begun.error());
    }
    if (given.contains("watch")) {
        return watch(client, as_json);
    }
    const Result<Snapshot> snapshot = client.snapshot();
    if (!snapshot) {
        return report_failure(snapshot.error());
    }
    print(as_json ? protocol::to_json(*snapshot) + "\n" : status_table(*snapshot, now()));
    return c_ok;
}

} // namespace mirrorwatch::cli
