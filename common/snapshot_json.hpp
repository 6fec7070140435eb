#pragma once

#include "common/json_fields.hpp"
#include "common/snapshot.hpp"

#include <boost/json/object.hpp>

/// The parts of a snapshot as JSON. What the members are called is said at protocol::to_json.
namespace mirrorwatch::json {

/// With "text", its words in English; they are not read back.
[[nodiscard]] boost::json::object spoken(const Message& sentence);
[[nodiscard]] Message spoken_from(Fields& fields);

[[nodiscard]] boost::json::object value_of(const FindingView& finding);
/// Its members only, without those that say what kind of message it is.
[[nodiscard]] boost::json::object value_of(const Snapshot& snapshot);
[[nodiscard]] Snapshot snapshot_from(Fields& fields);

} // namespace mirrorwatch::json
