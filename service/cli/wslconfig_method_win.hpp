#pragma once

#include <boost/program_options.hpp>

#include <optional>
#include <string>

/// `exclude` and `include` by .wslconfig, and dry runs of both ways: as the user, without the service.
namespace mirrorwatch::cli {

void add_method(boost::program_options::options_description& options);
/// --method, --dry-run, --yes and --verify.
void add_exclude_options(boost::program_options::options_description& options);

/// The exit code; nothing when the settings or --method want it done in the guest, and it is to be done.
[[nodiscard]] std::optional<int> exclude_without_service(const std::string& word,
                                                         const boost::program_options::variables_map& given);

/// The exit code; nothing when there is something left to do for the service.
[[nodiscard]] std::optional<int> include_without_service(const std::string& word,
                                                         const boost::program_options::variables_map& given);

} // namespace mirrorwatch::cli
