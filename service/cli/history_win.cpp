#include "common/text_win.hpp"
#include "common/token_win.hpp"
#include "service/act/activity_log_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/history_view.hpp"
#include "service/cli/verbs_win.hpp"

#include <charconv>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

constexpr std::size_t c_usual = 20;
constexpr std::size_t c_most = 10'000;

std::size_t how_many(const po::variables_map& given) {
    if (!given.contains("last")) {
        return c_usual;
    }
    const std::string word = narrow(given["last"].as<std::wstring>());
    std::size_t count = 0;
    const char* const end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, count);
    if (error != std::errc{} || stop != end || count == 0 || count > c_most) {
        throw UsageError("--last must be a whole number from 1 to " + std::to_string(c_most));
    }
    return count;
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

int history_verb(const Words& words) {
    po::options_description options{"Options"};
    options.add_options()("last", po::wvalue<std::wstring>()->value_name("N"),
                          "only the newest N; otherwise 20");
    add_format(options);
    po::variables_map given;
    if (!read_options(
            words,
            "history [--last N] [--format table|json]\n\nWhat was found and done for you, the newest "
            "first. The changes of .wslconfig are in: mirrorwatch config history",
            options, given)) {
        return c_ok;
    }
    const bool as_json = wants_json(given);
    const std::size_t most = how_many(given);
    const std::string sid = own_sid();
    const std::vector<PastEvent> events = newest_of(noted_in(act::service_folder(), sid, most),
                                                    noted_in(act::console_folder(), sid, most), most);
    print(as_json ? past_json(events) : past_table(events));
    return c_ok;
}

} // namespace mirrorwatch::cli
