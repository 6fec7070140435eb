#pragma once

#include <boost/program_options.hpp>

#include <optional>
#include <string>

/// `exclude` and `include` by .wslconfig: as the user, without the service.
namespace mirrorwatch::cli {

void add_method(boost::program_options::options_description& options);
/// --method, --yes and --verify.
void add_exclude_options(boost::program_options::options_description& options);

/// The exit code; nothing when the settings or --method want it done in the guest.
[[nodiscard]] std::optional<int> exclude_without_service(const std::string& word,
                                                         const boost::program_options::variables_map& given);

/// The exit code; nothing when there is something left to do for the service.
[[nodiscard]] std::optional<int> include_without_service(const std::string& word,
                                                         const boost::program_options::variables_map& given);

} // namespace mirrorwatch::cli
