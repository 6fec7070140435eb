#pragma once

#include "common/error.hpp"
#include "common/names.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::json {

/// Where reading went wrong. The first trouble is kept, as those after it are often its consequences.
struct Trouble {
    std::string message; // empty: none

    void note(std::string text) {
        if (message.empty()) {
            message = std::move(text);
        }
    }
};

/// Reads one JSON object strictly, member by member. A member that is missing or of the wrong type is noted
/// by its path ("endpoints[2].state") and read as a default value, so that the caller reads straight on and
/// looks at Trouble once, at the end. Refers to the value and to Trouble.
class Fields {
public:
    Fields(const boost::json::value& value, std::string path, Trouble& trouble);

    /// For members that files of older releases do not have.
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] bool is_null(std::string_view name);
    [[nodiscard]] std::string text(std::string_view name);
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view name); // null is nothing
    [[nodiscard]] bool flag(std::string_view name);
    [[nodiscard]] std::optional<bool> optional_flag(std::string_view name); // null is nothing
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);
    [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t largest);
    template <class E>
    [[nodiscard]] E choice(std::string_view name);
    template <class E>
    [[nodiscard]] std::optional<E> optional_choice(std::string_view name); // null is nothing
    template <class E>
    [[nodiscard]] std::vector<E> choices(std::string_view name);
    /// `read` takes the member's Fields and returns the value.
    template <class Read>
    [[nodiscard]] auto object(std::string_view name, Read read);
    template <class Read>
    [[nodiscard]] auto optional_object(std::string_view name, Read read); // null is nothing
    template <class Read>
    [[nodiscard]] auto objects(std::string_view name, Read read);
    template <class Read>
    [[nodiscard]] auto optional_objects(std::string_view name, Read read); // null is nothing
    /// To be called last: notes a member that nobody asked for.
    void expect_no_more();
    void refuse(std::string_view name, std::string_view what);

private:
    [[nodiscard]] const boost::json::value& member(std::string_view name);
    [[nodiscard]] const boost::json::array& array(std::string_view name);
    [[nodiscard]] std::string path_of(std::string_view name) const;
    [[nodiscard]] std::string text_in(const boost::json::value& value, std::string_view name);
    template <class E>
    [[nodiscard]] E choice_in(const boost::json::value& value, std::string_view name);
    template <class Read>
    [[nodiscard]] auto read_whole(const boost::json::value& value, std::string path, Read read);

    const boost::json::object* object_ = nullptr;
    std::string path_;
    Trouble* trouble_;
    std::set<std::string, std::less<>> asked_;
};

template <class E>
E Fields::choice_in(const boost::json::value& value, std::string_view name) {
    const std::string spelled = text_in(value, name);
    const std::optional<E> found = value_named<E>(spelled);
    if (!found) {
        refuse(name, "has the unknown value \"" + spelled + "\"");
    }
    return found.value_or(E{});
}

template <class E>
E Fields::choice(std::string_view name) {
    return choice_in<E>(member(name), name);
}

template <class E>
std::optional<E> Fields::optional_choice(std::string_view name) {
    const boost::json::value& value = member(name);
    return value.is_null() ? std::optional<E>{} : std::optional<E>{choice_in<E>(value, name)};
}

template <class E>
std::vector<E> Fields::choices(std::string_view name) {
    std::vector<E> values;
    for (const boost::json::value& item : array(name)) {
        values.push_back(choice_in<E>(item, name));
    }
    return values;
}

template <class Read>
auto Fields::read_whole(const boost::json::value& value, std::string path, Read read) {
    Fields fields{value, std::move(path), *trouble_};
    auto result = read(fields);
    fields.expect_no_more();
    return result;
}

template <class Read>
auto Fields::object(std::string_view name, Read read) {
    return read_whole(member(name), path_of(name), read);
}

template <class Read>
auto Fields::optional_object(std::string_view name, Read read) {
    using Value = decltype(object(name, read));
    const boost::json::value& value = member(name);
    return value.is_null() ? std::optional<Value>{} : std::optional<Value>{object(name, read)};
}

template <class Read>
auto Fields::objects(std::string_view name, Read read) {
    std::vector<decltype(object(name, read))> values;
    for (const boost::json::value& item : array(name)) {
        values.push_back(read_whole(item, path_of(name) + "[" + std::to_string(values.size()) + "]", read));
    }
    return values;
}

template <class Read>
auto Fields::optional_objects(std::string_view name, Read read) {
    using Values = decltype(objects(name, read));
    return member(name).is_null() ? std::optional<Values>{} : std::optional<Values>{objects(name, read)};
}

/// Notes a trouble if it is none. `what` is "message" or the like, for the sentence.
[[nodiscard]] boost::json::value parse_object(std::string_view text, std::string_view what, Trouble& trouble);

/// Parses one object and reads it whole by `from`, which takes its Fields. An error is one sentence.
template <class T, class From>
[[nodiscard]] Result<T> read(std::string_view text, std::string_view what, From from) {
    Trouble trouble;
    const boost::json::value value = parse_object(text, what, trouble);
    if (!trouble.message.empty()) {
        return Error{std::move(trouble.message)};
    }
    Fields fields{value, {}, trouble};
    T result = from(fields);
    fields.expect_no_more();
    if (!trouble.message.empty()) {
        return Error{std::move(trouble.message)};
    }
    return result;
}

[[nodiscard]] boost::json::array array_of(const std::vector<std::string>& texts);

template <class T, class ToValue>
[[nodiscard]] boost::json::array array_of(const std::vector<T>& items, ToValue to_value) {
    boost::json::array array;
    for (const T& item : items) {
        array.emplace_back(to_value(item));
    }
    return array;
}

} // namespace mirrorwatch::json
