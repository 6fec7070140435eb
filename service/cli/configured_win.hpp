#pragma once

#include "common/error.hpp"
#include "common/settings.hpp"
#include "service/cli/probe_view.hpp"

#include <boost/program_options.hpp>

#include <vector>

namespace mirrorwatch::cli {

/// The option --config, for another file than the machine's mirrorwatch.toml.
void add_config(boost::program_options::options_description& options);

/// All that is configured: the machine's endpoints, and with them the user's own unless --config is given.
/// Warnings are printed. Error: what cannot be read or understood, with its place.
[[nodiscard]] Result<std::vector<ConfiguredEndpoint>>
configured_endpoints(const boost::program_options::variables_map& given);

/// How the machine's settings want `exclude` to work. Error: what is wrong in them, with its place.
[[nodiscard]] Result<ExcludeBy> configured_method();

[[nodiscard]] std::vector<EndpointSpec> specs_of(const std::vector<ConfiguredEndpoint>& endpoints);

} // namespace mirrorwatch::cli
