// SPDX-License-Identifier: MIT
#pragma once

#include "config/parse.hpp"
#include "config/section.hpp"

namespace mirrorwatch::config {

/// The rhythm that [health] sets for all, a [[group]] for its own and an [[endpoint]] for itself.
void read_rhythm(Section& section, EndpointSpec& spec);

/// All of [[group]] and [[endpoint]]. `defaults` is what [health] says; `taken`: names that are not free;
/// `names` gets those that are found.
[[nodiscard]] std::vector<EndpointSpec> read_endpoints(Section& root, const EndpointSpec& defaults,
                                                       const Names& taken, Names& names);

/// What an HTTP answer must be like, for the kinds that ask by HTTP; with another kind its keys are errors.
void read_http_check(Section& section, EndpointSpec& spec);

} // namespace mirrorwatch::config
