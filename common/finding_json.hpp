#pragma once

#include "common/fault.hpp"
#include "common/json_fields.hpp"

#include <boost/json/object.hpp>

/// A finding as JSON: its members under their own names, and for people and scripts "text" (what it is) and
/// "advice", both English. These two are not read back.
namespace mirrorwatch::json {

[[nodiscard]] boost::json::object value_of(const Finding& finding);
[[nodiscard]] Finding finding_from(Fields& fields);

} // namespace mirrorwatch::json
