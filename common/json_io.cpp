#include "common/json_io.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace mirrorwatch::json_io {

void Problem::note(std::string text) {
    if (sentence.empty())
        sentence = std::move(text);
}

ObjectReader::ObjectReader(const json::value& value, std::string where, Problem& problem)
    : object_(value.if_object())
    , where_(std::move(where))
    , problem_(problem) {
    if (!object_)
        problem_.note("In the JSON, " + where_ + " is not an object.");
}

ObjectReader::~ObjectReader() {
    if (!object_)
        return;
    for (const auto& member : *object_)
        if (std::find(asked_.begin(), asked_.end(), std::string_view{member.key()}) == asked_.end())
            complain(member.key(), "is not known");
}

const json::value* ObjectReader::optional_member(std::string_view name) {
    asked_.emplace_back(name);
    const json::value* found = object_ ? object_->if_contains(name) : nullptr;
    return found && !found->is_null() ? found : nullptr;
}

const json::value* ObjectReader::member(std::string_view name) {
    const json::value* found = optional_member(name);
    if (object_ && !found)
        complain(name, "is missing");
    return found;
}

std::string ObjectReader::text(std::string_view name) {
    const json::value* found = member(name);
    if (found && found->is_string())
        return std::string{std::string_view{found->get_string()}};
    complain(name, "is not a text");
    return {};
}

bool ObjectReader::flag(std::string_view name) {
    const json::value* found = member(name);
    if (found && found->is_bool())
        return found->get_bool();
    complain(name, "is not true or false");
    return false;
}

std::uint64_t ObjectReader::number(std::string_view name, std::uint64_t largest) {
    const json::value* found = member(name);
    const bool whole = found && (found->is_uint64() || (found->is_int64() && found->get_int64() >= 0));
    const std::uint64_t value = !whole               ? 0
                                : found->is_uint64() ? found->get_uint64()
                                                     : static_cast<std::uint64_t>(found->get_int64());
    if (!whole || value > largest) {
        complain(name, "is not a whole number up to " + std::to_string(largest));
        return 0;
    }
    return value;
}

std::vector<std::string> ObjectReader::texts(std::string_view name) {
    return list(name, [](const json::value& element, const std::string& where, Problem& problem) {
        if (const auto* text = element.if_string())
            return std::string{std::string_view{*text}};
        problem.note("In the JSON, an element of '" + where + "' is not a text.");
        return std::string{};
    });
}

std::string ObjectReader::path(std::string_view name) const {
    return where_ + "." + std::string{name};
}

void ObjectReader::complain(std::string_view name, const std::string& what) {
    if (object_)
        problem_.note("In the JSON, '" + path(name) + "' " + what + ".");
}

json::value parse(std::string_view text, std::string_view what, Problem& problem) {
    json::parse_options options;
    options.max_depth = 32;
    json::error_code error;
    json::value value = json::parse(json::string_view{text.data(), text.size()}, error, {}, options);
    if (!error)
        return value;
    problem.note("The " + std::string{what} + " is not JSON: " + error.message() + ".");
    return nullptr;
}

json::array array_of(const std::vector<std::string>& texts) {
    json::array array;
    for (const auto& text : texts)
        array.emplace_back(text);
    return array;
}

} // namespace mirrorwatch::json_io
