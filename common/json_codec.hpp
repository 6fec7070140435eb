// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/names.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// How values are read and written as JSON, and objects strictly: what is wrong is named with its place.
/// Structs that are described have their codec by common/json_described.hpp. For .cpp files only.
namespace mirrorwatch::json {

/// Where reading went wrong. The first trouble is kept, as those after it are often its consequences.
struct Trouble {
    std::string message; // empty: none

    /// It may quote whatever was met, so a long one is cut.
    void note(std::string_view text);
};

/// A value that is read: where it stands ("endpoints[2].state"), and where trouble with it is noted.
struct Spot {
    const boost::json::value& value;
    std::string path;
    Trouble& trouble;

    void refuse(std::string_view what) const;
};

/// What there is to say of a member beyond its name and its type. A number of milliseconds has "_ms" behind
/// its name, and is a day at most.
struct Wire {
    std::string_view name = {};                                        // empty: as in the struct
    std::uint64_t largest = std::numeric_limits<std::uint64_t>::max(); // number, if its type takes more
    std::size_t longest = std::numeric_limits<std::size_t>::max();     // text, in characters
    bool came_later = false;  // it and all behind it: older releases write none of them
    bool is_left_out = false; // when it is empty; older releases know nothing of it
    bool is_flat = false;     // its own members stand beside those of the struct
    bool is_shown = false;    // to the user: a sentence has its words, a preference not its account
};

/// How a type is spelled as one value. Reading notes trouble, and returns something nevertheless.
template <class T>
struct Codec;

/// How a type is spelled as the members of an object. A type that is spelled by hand specialises it.
template <class T>
struct Members;

template <class T>
concept HasMembers = requires {
    &Members<T>::take;
};

/// Reads one object strictly, member by member. One that is missing or of the wrong type is noted, so that
/// the caller reads straight on and looks at Trouble once, at the end. Refers to the spot's value and
/// Trouble.
class Fields {
public:
    explicit Fields(const Spot& spot);

    [[nodiscard]] bool has(std::string_view name) const;
    /// Null if it is missing, which is noted.
    [[nodiscard]] Spot at(std::string_view name);

    template <class T>
    [[nodiscard]] T get(std::string_view name, const Wire& wire = {}) {
        return Codec<T>::read(at(name), wire);
    }

    void refuse(std::string_view name, std::string_view what);
    /// To be called last: notes a member that nobody asked for.
    void expect_no_more();

private:
    [[nodiscard]] std::string path_of(std::string_view name) const;

    const boost::json::object* object_ = nullptr;
    std::string path_;
    Trouble* trouble_;
    std::set<std::string, std::less<>> asked_;
};

// Single values

template <>
struct Codec<bool> {
    static boost::json::value write(bool flag, const Wire&) { return flag; }

    static bool read(const Spot& spot, const Wire&);
};

template <>
struct Codec<std::string> {
    /// What is no UTF-8 becomes U+FFFD: Windows' own error texts may come in the machine's code page, and one
    /// bad byte would make the whole message, or the journal, unreadable.
    static boost::json::value write(const std::string& text, const Wire&);

    static std::string read(const Spot& spot, const Wire& wire);
};

[[nodiscard]] std::uint64_t whole_number(const Spot& spot, std::uint64_t largest);

template <std::integral N>
struct Codec<N> {
    static boost::json::value write(N number, const Wire&) { return number; }

    static N read(const Spot& spot, const Wire& wire) {
        constexpr auto c_largest = static_cast<std::uint64_t>(std::numeric_limits<N>::max());
        return static_cast<N>(whole_number(spot, std::min(wire.largest, c_largest)));
    }
};

template <>
struct Codec<std::chrono::milliseconds> {
    static boost::json::value write(std::chrono::milliseconds time, const Wire&) { return time.count(); }

    static std::chrono::milliseconds read(const Spot& spot, const Wire&);
};

template <class E>
concept Enumeration = std::is_enum_v<E>;

template <Enumeration E>
struct Codec<E> {
    static boost::json::value write(E choice, const Wire&) { return boost::json::value(name_of(choice)); }

    static E read(const Spot& spot, const Wire& wire) {
        const std::string spelled = Codec<std::string>::read(spot, wire);
        const std::optional<E> found = value_named<E>(spelled);
        if (!found) {
            spot.refuse("has the unknown value \"" + spelled + "\"");
        }
        return found.value_or(E{});
    }
};

// Values of values

/// Nothing is null.
template <class T>
struct Codec<std::optional<T>> {
    static boost::json::value write(const std::optional<T>& value, const Wire& wire) {
        return value ? Codec<T>::write(*value, wire) : boost::json::value(nullptr);
    }

    static std::optional<T> read(const Spot& spot, const Wire& wire) {
        return spot.value.is_null() ? std::optional<T>{} : std::optional<T>{Codec<T>::read(spot, wire)};
    }
};

[[nodiscard]] const boost::json::array& items_of(const Spot& spot);

template <class T>
struct Codec<std::vector<T>> {
    static boost::json::value write(const std::vector<T>& items, const Wire& wire) {
        boost::json::array array;
        for (const T& item : items) {
            array.push_back(Codec<T>::write(item, wire));
        }
        return array;
    }

    static std::vector<T> read(const Spot& spot, const Wire& wire) {
        std::vector<T> items;
        for (const boost::json::value& item : items_of(spot)) {
            const std::string path = spot.path + "[" + std::to_string(items.size()) + "]";
            items.push_back(Codec<T>::read({item, path, spot.trouble}, wire));
        }
        return items;
    }
};

template <HasMembers T>
struct Codec<T> {
    static boost::json::value write(const T& value, const Wire& wire) {
        boost::json::object object;
        Members<T>::put(object, value, wire);
        return object;
    }

    static T read(const Spot& spot, const Wire& wire) {
        Fields fields{spot};
        T value = Members<T>::take(fields, wire);
        fields.expect_no_more();
        return value;
    }
};

/// {"unix": seconds since 1970}
template <>
struct Members<std::chrono::sys_seconds> {
    static void put(boost::json::object& object, std::chrono::sys_seconds time, const Wire&);
    static std::chrono::sys_seconds take(Fields& fields, const Wire&);
};

// Whole texts

template <class T>
[[nodiscard]] boost::json::value value_of(const T& value) {
    return Codec<T>::write(value, {});
}

template <class T>
[[nodiscard]] std::string to_text(const T& value) {
    return boost::json::serialize(value_of(value));
}

/// Notes a trouble if it is none. `what` is "message" or the like, for the sentence.
[[nodiscard]] boost::json::value parse_object(std::string_view text, std::string_view what, Trouble& trouble);

/// Parses one object and reads it whole by `take`, which gets its Fields. An error is one sentence.
template <class T, class Take>
[[nodiscard]] Result<T> read(std::string_view text, std::string_view what, Take take) {
    Trouble trouble;
    const boost::json::value value = parse_object(text, what, trouble);
    if (!trouble.message.empty()) {
        return Error{std::move(trouble.message)};
    }
    Fields fields{{value, {}, trouble}};
    T result = take(fields);
    fields.expect_no_more();
    if (!trouble.message.empty()) {
        return Error{std::move(trouble.message)};
    }
    return result;
}

template <class T>
[[nodiscard]] Result<T> read(std::string_view text, std::string_view what) {
    return read<T>(text, what, [](Fields& fields) { return Members<T>::take(fields, {}); });
}

template <class T, class ToValue>
[[nodiscard]] boost::json::array array_of(const std::vector<T>& items, ToValue to_value) {
    boost::json::array array;
    for (const T& item : items) {
        array.emplace_back(to_value(item));
    }
    return array;
}

} // namespace mirrorwatch::json
