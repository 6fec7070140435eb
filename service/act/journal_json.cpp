#include "service/act/journal_json.hpp"

#include "common/remedy_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace mirrorwatch::act {
namespace {

namespace json = boost::json;

constexpr std::int64_t c_version = 1;

std::string to_json(const Remedies& remedies) {
    json::array entries;
    for (const auto& [user, remedy] : remedies) {
        entries.push_back(json::object{
            {"sid", user.sid},
            {"session", user.session},
            {"remedy", json::parse(mirrorwatch::to_json(remedy))},
        });
    }
    return json::serialize(json::object{{"version", c_version}, {"remedies", std::move(entries)}});
}

Result<std::pair<UserId, Remedy>> entry_from(const json::value& value) {
    const json::object* entry = value.if_object();
    const json::value* sid = entry == nullptr ? nullptr : entry->if_contains("sid");
    const json::value* session = entry == nullptr ? nullptr : entry->if_contains("session");
    const json::value* remedy = entry == nullptr ? nullptr : entry->if_contains("remedy");
    if (sid == nullptr || !sid->is_string() || session == nullptr || !session->is_int64() ||
        remedy == nullptr) {
        return Error{"an entry has no \"sid\", \"session\" or \"remedy\""};
    }
    Result<Remedy> read = remedy_from_json(json::serialize(*remedy));
    if (!read) {
        return read.error();
    }
    return std::pair{UserId{std::string{sid->get_string()}, static_cast<std::uint32_t>(session->get_int64())},
                     std::move(*read)};
}

Result<Remedies> from_json(const std::string& text) {
    boost::system::error_code error;
    const json::value whole = json::parse(text, error);
    if (error || !whole.is_object()) {
        return Error{"it is no JSON object"};
    }
    const json::value* version = whole.get_object().if_contains("version");
    const json::value* entries = whole.get_object().if_contains("remedies");
    if (version == nullptr || *version != json::value(c_version)) {
        return Error{"its version is not 1"};
    }
    if (entries == nullptr || !entries->is_array()) {
        return Error{"\"remedies\" is no list"};
    }
    Remedies remedies;
    for (const json::value& value : entries->get_array()) {
        Result<std::pair<UserId, Remedy>> entry = entry_from(value);
        if (!entry) {
            return entry.error();
        }
        remedies.push_back(std::move(*entry));
    }
    return remedies;
}

} // namespace

JournalFormat journal_json() {
    return {to_json, from_json};
}

} // namespace mirrorwatch::act
