#include "common/text.hpp"
#include "common/text_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/conversation_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <charconv>

namespace mirrorwatch::cli {

namespace po = boost::program_options;

namespace {

constexpr std::uint32_t c_a_year = 366 * 24 * 60; // as the protocol has it

/// 0: until it is resumed.
std::uint32_t minutes_in(const po::variables_map& given) {
    if (!given.contains("minutes")) {
        return 0;
    }
    const std::string text = narrow(given["minutes"].as<std::wstring>());
    std::uint32_t minutes = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, minutes);
    if (error != std::errc{} || stop != end || minutes == 0 || minutes > c_a_year) {
        throw UsageError{"MINUTES must be a whole number from 1 to " + std::to_string(c_a_year)};
    }
    return minutes;
}

int ask(const protocol::Verb& verb) {
    Conversation conversation;
    if (const Result<void> begun = conversation.begin(); !begun) {
        print_error(c_no_service_sentence + (" (" + begun.error().message + ")"));
        return c_no_service;
    }
    const Result<protocol::Answer> answer = conversation.ask(verb);
    if (!answer) {
        print_error(answer.error().message);
        return c_failed;
    }
    print(text::to_text(answer->sentence) + "\n");
    return answer->accepted ? c_ok : c_failed;
}

} // namespace

int pause_verb(const Words& words) {
    po::options_description options{"Options"};
    po::variables_map given;
    if (!read_options(words, "pause [MINUTES]\n\nWithout MINUTES it lasts until: mirrorwatch resume", options,
                      given, {"minutes"})) {
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
