#include "common/json_fields.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace mirrorwatch::json {

Fields::Fields(const boost::json::value& value, std::string path, Trouble& trouble)
    : object_(value.if_object())
    , path_(std::move(path))
    , trouble_(&trouble) {
    if (object_ == nullptr) {
        trouble.note("\"" + path_ + "\" is not an object.");
    }
}

std::string Fields::path_of(std::string_view name) const {
    return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
}

void Fields::refuse(std::string_view name, std::string_view what) {
    trouble_->note("\"" + path_of(name) + "\" " + std::string{what} + ".");
}

const boost::json::value& Fields::member(std::string_view name) {
    static const boost::json::value nothing;
    asked_.emplace(name);
    if (object_ == nullptr) {
        return nothing;
    }
    const boost::json::value* found = object_->if_contains(name);
    if (found == nullptr) {
        refuse(name, "is missing");
        return nothing;
    }
    return *found;
}

const boost::json::array& Fields::array(std::string_view name) {
    static const boost::json::array nothing;
    const boost::json::array* items = member(name).if_array();
    if (items == nullptr) {
        refuse(name, "is not a list");
        return nothing;
    }
    return *items;
}

std::string Fields::text_in(const boost::json::value& value, std::string_view name) {
    const boost::json::string* text = value.if_string();
    if (text == nullptr) {
        refuse(name, "is not a text");
        return {};
    }
    return std::string{text->data(), text->size()};
}

bool Fields::has(std::string_view name) const {
    return object_ != nullptr && object_->contains(name);
}

std::string Fields::text(std::string_view name) {
    return text_in(member(name), name);
}

bool Fields::flag(std::string_view name) {
    const bool* flag = member(name).if_bool();
    if (flag == nullptr) {
        refuse(name, "is neither true nor false");
        return false;
    }
    return *flag;
}

std::optional<std::string> Fields::optional_text(std::string_view name) {
    return member(name).is_null() ? std::optional<std::string>{} : std::optional{text(name)};
}

bool Fields::is_null(std::string_view name) {
    return member(name).is_null();
}

std::optional<bool> Fields::optional_flag(std::string_view name) {
    return member(name).is_null() ? std::optional<bool>{} : std::optional{flag(name)};
}

std::vector<std::string> Fields::texts(std::string_view name) {
    std::vector<std::string> values;
    for (const boost::json::value& item : array(name)) {
        values.push_back(text_in(item, name));
    }
    return values;
}

std::uint64_t Fields::number(std::string_view name, std::uint64_t largest) {
    const boost::json::value& value = member(name);
    const std::int64_t* number = value.if_int64(); // the parser stores every integer that fits as int64
    if (number == nullptr || *number < 0 || static_cast<std::uint64_t>(*number) > largest) {
        refuse(name, "is not a whole number from 0 to " + std::to_string(largest));
        return 0;
    }
    return static_cast<std::uint64_t>(*number);
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

boost::json::array array_of(const std::vector<std::string>& texts) {
    return boost::json::array(texts.begin(), texts.end());
}

} // namespace mirrorwatch::json
