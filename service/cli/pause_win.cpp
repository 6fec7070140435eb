#include "common/text_win.hpp"
#include "service/cli/pause_time.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/verbs_win.hpp"

namespace mirrorwatch::cli {

namespace po = boost::program_options;

namespace {

std::chrono::seconds time_of_day() {
    SYSTEMTIME time{};
    GetLocalTime(&time);
    return std::chrono::hours{time.wHour} + std::chrono::minutes{time.wMinute} +
           std::chrono::seconds{time.wSecond};
}

/// 0: until it is resumed.
std::uint32_t minutes_in(const po::variables_map& given) {
    if (!given.contains("time")) {
        return 0;
    }
    const auto minutes = pause_minutes(narrow(given["time"].as<std::wstring>()), time_of_day());
    if (!minutes) {
        throw UsageError{minutes.error().message};
    }
    return *minutes;
}

int ask(const protocol::Verb& verb) {
    ServiceClient client;
    if (const Result<void> begun = client.begin(); !begun) {
        return report_no_service(begun.error());
    }
    return report(client.ask(verb));
}

} // namespace

int pause_verb(const Words& words) {
    po::options_description options{"Options"};
    po::variables_map given;
    if (!read_options(words,
                      "pause [MINUTES|30m|1h|until-tomorrow]\n\nuntil-tomorrow: until 6:00 in the morning. "
                      "Without a time it lasts until: mirrorwatch resume",
                      options, given, {"time"})) {
        return c_ok;
    }
    return ask(protocol::Pause{minutes_in(given)});
}

int resume_verb(const Words& words) {
    po::options_description options{"Options"};
    po::variables_map given;
    return read_options(words, "resume", options, given) ? ask(protocol::Resume{}) : c_ok;
}

} // namespace mirrorwatch::cli
