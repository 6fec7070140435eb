#include "service/act/journal_json.hpp"

#include "common/remedy_json.hpp"

#include <boost/json/serialize.hpp>

#include <cstdint>
#include <limits>

namespace mirrorwatch::act {
namespace {

using boost::json::object;
using json::Fields;
using Entry = decltype(Remembered::remedies)::value_type;

constexpr std::uint64_t c_version = 1;
constexpr auto c_largest = std::numeric_limits<std::uint32_t>::max();

object value_of(const Entry& entry) {
    const auto& [user, remedy] = entry;
    return {{"sid", user.sid}, {"session", user.session}, {"remedy", json::value_of(remedy)}};
}

Entry entry_from(Fields& fields) {
    UserId user;
    user.sid = fields.text("sid");
    user.session = static_cast<std::uint32_t>(fields.number("session", c_largest));
    return {std::move(user), fields.object("remedy", json::remedy_from)};
}

Remembered remembered_from(Fields& fields) {
    if (fields.number("version", c_largest) != c_version) {
        fields.refuse("version", "is not " + std::to_string(c_version));
    }
    Remembered remembered{fields.objects("remedies", entry_from), {}};
    if (fields.has("wishes")) { // since 0.2
        remembered.preferences = fields.objects("wishes", json::wish_from);
    }
    return remembered;
}

std::string to_json(const Remembered& remembered) {
    return boost::json::serialize(object{
        {"version", c_version},
        {"remedies", json::array_of(remembered.remedies, [](const Entry& entry) { return value_of(entry); })},
        {"wishes", json::array_of(remembered.preferences, [](const VpnPreference& preference) {
             return json::value_of(preference);
         })}});
}

Result<Remembered> from_json(const std::string& text) {
    return json::read<Remembered>(text, "journal", remembered_from);
}

} // namespace

JournalFormat journal_json() {
    return {to_json, from_json};
}

} // namespace mirrorwatch::act
