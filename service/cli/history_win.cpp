// SPDX-License-Identifier: MIT
#include "common/number.hpp"
#include "common/token_win.hpp"
#include "service/act/activity_log_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/history_view.hpp"
#include "service/cli/verbs_win.hpp"

namespace mirrorwatch::cli {
namespace {

constexpr std::size_t c_usual = 20;
constexpr std::size_t c_most = 10'000;

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

std::vector<PastEvent> noted_in(const std::filesystem::path& folder, const std::string& sid,
                                std::size_t most) {
    std::vector<PastEvent> events;
    for (act::Activity& entry : act::read_history(folder, sid, most)) {
        events.push_back({entry.time, std::move(entry.message), std::move(entry.text),
                          std::move(entry.evidence), entry.warn});
    }
    return events;
}

} // namespace

int history_verb(const Given& given) {
    const std::size_t most = how_many(given);
    const std::string sid = own_sid();
    const std::vector<PastEvent> events = newest_of(noted_in(act::service_folder(), sid, most),
                                                    noted_in(act::console_folder(), sid, most), most);
    print(given.wants_json() ? past_json(events) : past_table(events));
    return c_ok;
}

} // namespace mirrorwatch::cli
