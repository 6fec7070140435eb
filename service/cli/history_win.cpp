// SPDX-License-Identifier: MIT
#include "common/local_time_win.hpp"
#include "common/number.hpp"
#include "common/token_win.hpp"
#include "service/act/activity_log_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/history_view.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/verbs_win.hpp"

namespace mirrorwatch::cli {
namespace {

constexpr std::size_t c_usual = 20;
constexpr std::size_t c_most = protocol::c_most_history;

std::size_t how_many(const Given& given) {
    if (!given.has("last")) {
        return c_usual;
    }
    const auto count = number_from<std::size_t>(given.text("last"));
    if (!count || *count == 0 || *count > c_most) {
        throw UsageError("--last must be a whole number from 1 to " + std::to_string(c_most));
    }
    return *count;
}

std::string own_sid() {
    const KernelHandle token = own_token().value();
    return user_of(token.get()).value().sid;
}

/// What `mirrorwatch run` has noted: in a file of the user's own.
std::vector<PastEvent> noted_in_console(std::size_t most) {
    std::vector<PastEvent> events;
    for (act::Activity& entry : act::read_history(act::console_folder(), own_sid(), most)) {
        events.push_back({entry.time, std::move(entry.message), std::move(entry.text),
                          std::move(entry.evidence), entry.warn});
    }
    return events;
}

int show(const std::vector<PastEvent>& events, const Given& given) {
    const auto name_of = [](const std::string& sid) { return account_name_of(sid); };
    print(given.wants_json() ? past_json(events) : past_table(events, windows_offset, name_of));
    return c_ok;
}

/// Only the service has it.
int show_of_all_users(const protocol::ReadHistory& wanted, const Given& given) {
    return with_service([&](ServiceClient& client) {
        const Result<HistoryReply> reply = client.history(wanted);
        if (!reply) {
            return report_no_service(reply.error());
        }
        const auto events = events_of(reply);
        return events ? show(*events, given) : report_failure(events.error());
    });
}

Result<std::vector<PastEvent>> noted_by_service(const protocol::ReadHistory& wanted) {
    ServiceClient client;
    const Result<void> begun = client.begin();
    return begun ? events_of(client.history(wanted)) : Result<std::vector<PastEvent>>{begun.error()};
}

} // namespace

int history_verb(const Given& given) {
    const std::size_t most = how_many(given);
    if (given.has("all")) {
        return show_of_all_users({static_cast<std::uint32_t>(most), true}, given);
    }
    const auto by_service = noted_by_service({static_cast<std::uint32_t>(most), false});
    if (!by_service) {
        print_error("the service's own history is missing, as it does not answer: " +
                    by_service.error().message);
    }
    return show(newest_of(by_service ? *by_service : std::vector<PastEvent>{}, noted_in_console(most), most),
                given);
}

} // namespace mirrorwatch::cli
