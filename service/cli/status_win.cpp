// SPDX-License-Identifier: MIT
#include "common/local_time_win.hpp"
#include "common/token_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/explain_view.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/snapshot_json.hpp"
#include "service/cli/status_table.hpp"
#include "service/cli/verbs_win.hpp"

#include <chrono>

namespace mirrorwatch::cli {
namespace {

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Reader reader() {
    const Result<KernelHandle> token = own_token();
    const Result<UserId> user = token ? user_of(token->get()) : Result<UserId>{token.error()};
    return {user ? *user : UserId{}, [](const std::string& sid) { return account_name_of(sid); }};
}

std::string status_for_person(const Snapshot& snapshot) {
    return status_table(snapshot, now(), [](const std::string& sid) { return account_name_of(sid); });
}

/// Until the service ends, or Ctrl-C comes, which ends this program as any other.
int watch(ServiceClient& client, bool as_json) {
    const Error end = client.watch([as_json](const Snapshot& snapshot) {
        print(as_json
                  ? snapshot_json(snapshot)
                  : "-- " + local_text(now(), windows_offset) + "\n" + status_for_person(snapshot) + "\n");
    });
    print_error(end.message);
    return c_no_service;
}

} // namespace

int status_verb(const Given& given) {
    return with_service([&](ServiceClient& client) {
        if (given.has("watch")) {
            return watch(client, given.wants_json());
        }
        const Result<Snapshot> snapshot = client.snapshot();
        if (!snapshot) {
            return report_no_service(snapshot.error());
        }
        print(given.wants_json() ? snapshot_json(*snapshot) : status_for_person(*snapshot));
        return c_ok;
    });
}

int explain_verb(const Given& given) {
    return with_service([&](ServiceClient& client) {
        const Result<Snapshot> snapshot = client.looked();
        if (!snapshot) {
            return report_no_service(snapshot.error());
        }
        print(given.wants_json() ? explain_json(*snapshot) : explain_text(*snapshot, reader()));
        return is_anything_wrong(*snapshot) ? c_failed : c_ok;
    });
}

} // namespace mirrorwatch::cli
