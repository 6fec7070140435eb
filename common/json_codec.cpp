// SPDX-License-Identifier: MIT
#include "common/json_codec.hpp"

#include "common/utf8.hpp"
#include "common/wslconfig/text.hpp"

#include <boost/json/parse.hpp>

namespace mirrorwatch::json {

using std::chrono::milliseconds;
using std::chrono::sys_seconds;

void Trouble::note(std::string_view text) {
    constexpr std::size_t c_longest = 300;
    if (message.empty()) {
        message = shortened(text, c_longest);
    }
}

void Spot::refuse(std::string_view what) const {
    trouble.note("\"" + path + "\" " + std::string{what} + ".");
}

Fields::Fields(const Spot& spot)
    : object_(spot.value.if_object())
    , path_(spot.path)
    , trouble_(&spot.trouble) {
    if (object_ == nullptr) {
        spot.refuse("is not an object");
    }
}

bool Fields::has(std::string_view name) const {
    return object_ != nullptr && object_->contains(name);
}

Spot Fields::at(std::string_view name) {
    static const boost::json::value nothing;
    asked_.emplace(name);
    const boost::json::value* found = object_ == nullptr ? &nothing : object_->if_contains(name);
    if (found == nullptr) {
        refuse(name, "is missing");
    }
    return {found == nullptr ? nothing : *found, path_of(name), *trouble_};
}

void Fields::refuse(std::string_view name, std::string_view what) {
    trouble_->note("\"" + path_of(name) + "\" " + std::string{what} + ".");
}

std::string Fields::path_of(std::string_view name) const {
    return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
}

void Fields::expect_no_more() {
    if (object_ == nullptr) {
        return;
    }
    for (const auto& member : *object_) {
        if (!asked_.contains(std::string_view{member.key()})) {
            refuse(std::string_view{member.key()}, "is not known");
        }
    }
}

bool Codec<bool>::read(const Spot& spot, const Wire&) {
    const bool* flag = spot.value.if_bool();
    if (flag == nullptr) {
        spot.refuse("is neither true nor false");
    }
    return flag != nullptr && *flag;
}

boost::json::value Codec<std::string>::write(const std::string& text, const Wire&) {
    return boost::json::value(wslconfig::valid_utf8(text));
}

std::string Codec<std::string>::read(const Spot& spot, const Wire& wire) {
    const boost::json::string* text = spot.value.if_string();
    if (text == nullptr) {
        spot.refuse("is not a text");
        return {};
    }
    if (count_characters({text->data(), text->size()}) > wire.longest) {
        spot.refuse("is longer than " + std::to_string(wire.longest) + " characters");
        return {};
    }
    return std::string{text->data(), text->size()};
}

std::uint64_t whole_number(const Spot& spot, std::uint64_t largest) {
    const std::int64_t* number = spot.value.if_int64(); // the parser stores every integer that fits as int64
    if (number == nullptr || *number < 0 || static_cast<std::uint64_t>(*number) > largest) {
        spot.refuse("is not a whole number from 0 to " + std::to_string(largest));
        return 0;
    }
    return static_cast<std::uint64_t>(*number);
}

milliseconds Codec<milliseconds>::read(const Spot& spot, const Wire& wire) {
    constexpr std::uint64_t c_a_day = 24ULL * 3600 * 1000;
    return milliseconds{whole_number(spot, std::min(wire.largest, c_a_day))};
}

const boost::json::array& items_of(const Spot& spot) {
    static const boost::json::array nothing;
    const boost::json::array* items = spot.value.if_array();
    if (items == nullptr) {
        spot.refuse("is not a list");
    }
    return items == nullptr ? nothing : *items;
}

void Members<sys_seconds>::put(boost::json::object& object, sys_seconds time, const Wire&) {
    object["unix"] = time.time_since_epoch().count();
}

sys_seconds Members<sys_seconds>::take(Fields& fields, const Wire&) {
    constexpr Wire c_unix{.largest = std::numeric_limits<std::int64_t>::max() / 1'000'000};
    return sys_seconds{std::chrono::seconds{fields.get<std::uint64_t>("unix", c_unix)}};
}

boost::json::value parse_object(std::string_view text, std::string_view what, Trouble& trouble) {
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(boost::json::string_view{text.data(), text.size()}, error);
    if (error) {
        trouble.note("The " + std::string{what} + " is not JSON: " + error.message() + ".");
    } else if (!value.is_object()) {
        trouble.note("The " + std::string{what} + " is not a JSON object.");
    }
    return value;
}

} // namespace mirrorwatch::json
