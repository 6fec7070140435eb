#include "common/text.hpp"
#include "common/text_win.hpp"
#include "service/agent/policies_win.hpp"
#include "service/cli/mode_verb_win.hpp"
#include "service/cli/words.hpp"

#include <array>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

NetworkingMode mode_given(const po::variables_map& given) {
    const std::string word = given.contains("mode") ? narrow(given["mode"].as<std::wstring>()) : "nat";
    constexpr std::array<std::string_view, 2> known{"nat", "virtioproxy"};
    if (std::ranges::find(known, word) == known.end()) {
        throw UsageError(unknown_word("mode", word, known));
    }
    return networking_mode_from(word);
}

Result<OfflinePlan> plan(NetworkingMode mode, agent::Ports& ports) {
    if (!agent::read_policies().may_choose_mode) {
        return Error{text::to_text({MessageId::ModeIsLocked, {}})};
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return plan_rollback(mode, offline_id(now, GetCurrentProcessId()), ports);
}

} // namespace

int rollback_verb(const Words& words) {
    po::options_description options{"Options"};
    options.add_options()("mode", po::wvalue<std::wstring>()->value_name("MODE"),
                          "nat (if nothing is given) or virtioproxy");
    add_consent(options);
    po::variables_map given;
    if (!read_options(words, "rollback [--mode nat|virtioproxy] --yes", options, given)) {
        return c_ok;
    }
    const NetworkingMode mode = mode_given(given);
    const bool is_nat = mode == NetworkingMode::Nat;
    return run_mode_verb(
        {is_nat ? "rollback" : "rollback --mode " + std::string{to_string(mode)},
         "switches WSL to " + std::string{text::label(mode)} + " networking", protocol::RollBack{mode}, false,
         [mode](const std::optional<Remedy>&, agent::Ports& ports) { return plan(mode, ports); }},
        given.contains("yes"));
}

} // namespace mirrorwatch::cli
