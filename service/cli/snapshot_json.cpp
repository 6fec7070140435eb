// SPDX-License-Identifier: MIT
#include "service/cli/snapshot_json.hpp"

#include "common/protocol.hpp"
#include "common/utc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace mirrorwatch::cli {
namespace {

namespace bj = boost::json;

/// Of {"unix": seconds since 1970}, the pipe's way to write a time; null: it is something else.
const bj::value* unix_time(const bj::value& value) {
    const bj::object* object = value.if_object();
    const bj::value* seconds =
        object != nullptr && object->size() == 1 ? object->if_contains("unix") : nullptr;
    return seconds != nullptr && seconds->is_number() ? seconds : nullptr;
}

void write_times(bj::value& value) {
    if (const bj::value* seconds = unix_time(value)) {
        value = to_iso(std::chrono::sys_seconds{std::chrono::seconds{seconds->to_number<std::int64_t>()}});
    } else if (bj::object* object = value.if_object()) {
        for (auto& member : *object) {
            write_times(member.value());
        }
    } else if (bj::array* array = value.if_array()) {
        for (bj::value& item : *array) {
            write_times(item);
        }
    }
}

} // namespace

bj::object snapshot_object(const Snapshot& snapshot) {
    bj::value value = bj::parse(protocol::to_json(snapshot));
    write_times(value);
    return std::move(value.as_object());
}

std::string snapshot_json(const Snapshot& snapshot) {
    return bj::serialize(snapshot_object(snapshot)) + "\n";
}

} // namespace mirrorwatch::cli
