// SPDX-License-Identifier: MIT
#include "service/act/journal_json.hpp"

#include "common/described.hpp"

#include <algorithm>
#include <iterator>

namespace mirrorwatch::act {
namespace {

constexpr std::uint32_t c_version = 1;

struct Entry {
    std::string sid;
    std::uint32_t session = 0;
    Remedy remedy;
};

BOOST_DESCRIBE_STRUCT(Entry, (), (sid, session, remedy))

struct File {
    std::vector<Entry> remedies;
    std::vector<VpnPreference> wishes;
};

BOOST_DESCRIBE_STRUCT(File, (), (remedies, wishes))

} // namespace
} // namespace mirrorwatch::act

template <>
inline constexpr auto mirrorwatch::json::c_special<mirrorwatch::act::File> =
    std::tuple{special(&act::File::wishes, {.came_later = true})}; // since 0.2

namespace mirrorwatch::act {
namespace {

std::string to_json(const Remembered& remembered) {
    File file{{}, remembered.preferences};
    std::ranges::transform(remembered.remedies, std::back_inserter(file.remedies), [](const auto& entry) {
        return Entry{entry.first.sid, entry.first.session, entry.second};
    });
    boost::json::object object{{"version", c_version}};
    json::Members<File>::put(object, file, {});
    return boost::json::serialize(object);
}

File file_from(json::Fields& fields) {
    if (fields.get<std::uint32_t>("version") != c_version) {
        fields.refuse("version", "is not " + std::to_string(c_version));
    }
    return json::Members<File>::take(fields, {});
}

Result<Remembered> from_json(const std::string& text) {
    Result<File> file = json::read<File>(text, "journal", file_from);
    if (!file) {
        return file.error();
    }
    Remembered remembered{{}, std::move(file->wishes)};
    for (Entry& entry : file->remedies) {
        remembered.remedies.push_back({{entry.sid, entry.session}, entry.remedy});
    }
    return remembered;
}

} // namespace

JournalFormat journal_json() {
    return {to_json, from_json};
}

} // namespace mirrorwatch::act
