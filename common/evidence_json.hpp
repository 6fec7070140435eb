#pragma once

#include "common/evidence.hpp"
#include "common/json_fields.hpp"

#include <boost/json/object.hpp>

/// What an agent finds out in the guest, as JSON. What is absent is null.
namespace mirrorwatch::json {

[[nodiscard]] boost::json::object value_of(const GuestFacts& facts);
[[nodiscard]] GuestFacts guest_facts_from(Fields& fields);

} // namespace mirrorwatch::json
