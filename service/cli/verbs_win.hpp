#pragma once

#include <boost/program_options.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::cli {

inline constexpr int c_ok = 0;
inline constexpr int c_failed = 1;
inline constexpr int c_usage = 2;
inline constexpr int c_no_service = 3;

using Words = std::vector<std::wstring>; // what follows the verb

/// The command line makes no sense; main prints the sentence and ends with c_usage.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads a verb's options, and its words without a dash as options of the names in `positional`, std::wstring
/// each. A negative number is such a word, and so is everything behind "--". False: --help or --version was
/// asked for and printed. Throws UsageError with the nearest option that there is.
[[nodiscard]] bool read_options(const Words& words, std::string_view usage,
                                boost::program_options::options_description& options,
                                boost::program_options::variables_map& given,
                                const std::vector<std::string>& positional = {});

/// The option --format, and what was given for it. Throws UsageError when that is neither table nor json.
void add_format(boost::program_options::options_description& options);
[[nodiscard]] bool wants_json(const boost::program_options::variables_map& given);

// One file each. They return the exit code.
[[nodiscard]] int service_verb(const Words& words);
[[nodiscard]] int run_verb(const Words& words);
[[nodiscard]] int agent_verb(const Words& words);
[[nodiscard]] int status_verb(const Words& words);
[[nodiscard]] int config_verb(const Words& words);
[[nodiscard]] int settings_verb(const Words& words);
[[nodiscard]] int adapters_verb(const Words& words);
[[nodiscard]] int vpn_verb(const Words& words);
[[nodiscard]] int probe_verb(const Words& words);
[[nodiscard]] int endpoints_verb(const Words& words);
[[nodiscard]] int explain_verb(const Words& words);
[[nodiscard]] int exclude_verb(const Words& words);
[[nodiscard]] int include_verb(const Words& words);
[[nodiscard]] int rollback_verb(const Words& words);
[[nodiscard]] int restore_verb(const Words& words);
[[nodiscard]] int pause_verb(const Words& words);
[[nodiscard]] int resume_verb(const Words& words);
[[nodiscard]] int history_verb(const Words& words);

/// The whole command line.
[[nodiscard]] int run_command_line(const Words& words);

} // namespace mirrorwatch::cli
