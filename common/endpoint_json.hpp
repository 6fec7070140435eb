#pragma once

#include "common/endpoint.hpp"
#include "common/json_fields.hpp"

#include <boost/json/object.hpp>

/// Endpoints and what probes found, as JSON values. Between our own processes only: nothing is masked here.
namespace mirrorwatch::json {

[[nodiscard]] boost::json::object value_of(const EndpointSpec& spec);
[[nodiscard]] boost::json::object value_of(const ProbeResult& result);
[[nodiscard]] boost::json::object value_of(std::chrono::sys_seconds time);

[[nodiscard]] EndpointSpec endpoint_from(Fields& fields);
[[nodiscard]] ProbeResult probe_result_from(Fields& fields);
[[nodiscard]] std::chrono::sys_seconds time_from(Fields& fields);

} // namespace mirrorwatch::json
