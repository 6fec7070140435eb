// SPDX-License-Identifier: MIT
#include "common/json_cut.hpp"

#include "common/utf8.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::json {
namespace {

struct Limits {
    std::size_t text;  // bytes
    std::size_t items; // of one list
};

constexpr std::array<Limits, 4> c_limits{{{4096, 1000}, {1024, 300}, {256, 50}, {64, 8}}};

void cut(boost::json::value& value, const Limits& limits) {
    if (boost::json::string* text = value.if_string(); text != nullptr && text->size() > limits.text) {
        *text = shortened({text->data(), text->size()}, limits.text);
    } else if (boost::json::array* list = value.if_array()) {
        list->resize(std::min(list->size(), limits.items));
        for (boost::json::value& item : *list) {
            cut(item, limits);
        }
    } else if (boost::json::object* object = value.if_object()) {
        for (auto& member : *object) {
            cut(member.value(), limits);
        }
    }
}

void drop(boost::json::value& value, std::string_view name) {
    if (boost::json::array* list = value.if_array()) {
        for (boost::json::value& item : *list) {
            drop(item, name);
        }
    } else if (boost::json::object* object = value.if_object()) {
        object->erase(name);
        for (auto& member : *object) {
            drop(member.value(), name);
        }
    }
}

} // namespace

std::string serialize_within(std::size_t cap, boost::json::object message, std::string_view first) {
    std::string text = boost::json::serialize(message);
    if (text.size() <= cap) {
        return text;
    }
    if (boost::json::value* says_so = message.if_contains("is_cut")) {
        *says_so = true;
    }
    boost::json::value cut_message(std::move(message)); // braces would make a list of it
    drop(cut_message, first);
    text = boost::json::serialize(cut_message);
    if (text.size() <= cap) {
        return text;
    }
    for (const Limits& limits : c_limits) {
        cut(cut_message, limits);
        text = boost::json::serialize(cut_message);
        if (text.size() <= cap) {
            break;
        }
    }
    return text;
}

} // namespace mirrorwatch::json
