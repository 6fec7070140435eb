#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Strict reading of JSON into plain structs. Included by the few files that turn our vocabulary into JSON,
/// never by a header of theirs.
namespace mirrorwatch::json_io {

namespace json = boost::json;

/// The first thing that was wrong, as a sentence; empty while all is well. Readers go on with defaults after
/// it.
struct Problem {
    std::string sentence;

    void note(std::string text);

    [[nodiscard]] bool any() const { return !sentence.empty(); }
};

template <class E, std::size_t N>
using Names = std::array<std::pair<E, std::string_view>, N>;

template <class E, std::size_t N>
[[nodiscard]] std::string_view name_of(const Names<E, N>& names, E value) {
    for (const auto& [candidate, name] : names)
        if (candidate == value)
            return name;
    return {};
}

/// Reads the members of one object: each is required, of exactly the type asked for, and none may be left
/// over.
class ObjectReader {
public:
    /// `where` names the object in sentences: "receipt", or "the request".
    ObjectReader(const json::value& value, std::string where, Problem& problem);
    /// Complains about members that nobody asked for.
    ~ObjectReader();
    ObjectReader(const ObjectReader&) = delete;
    ObjectReader& operator=(const ObjectReader&) = delete;

    [[nodiscard]] const json::value* member(std::string_view name);
    /// Null as well as absence is "none".
    [[nodiscard]] const json::value* optional_member(std::string_view name);
    [[nodiscard]] std::string text(std::string_view name);
    [[nodiscard]] bool flag(std::string_view name);
    [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t largest);
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);

    template <class E, std::size_t N>
    [[nodiscard]] E choice(std::string_view name, const Names<E, N>& names) {
        const std::string found = text(name);
        for (const auto& [value, spelled] : names)
            if (spelled == found)
                return value;
        complain(name, "has the unknown value '" + found + "'");
        return names.front().first;
    }

    /// Each element is read by `read(element, where, problem)`.
    template <class Read>
    [[nodiscard]] auto list(std::string_view name, Read read) {
        std::vector<decltype(read(std::declval<const json::value&>(), std::string{}, problem_))> items;
        const json::value* found = member(name);
        if (!found || !found->is_array()) {
            complain(name, "is not a list");
            return items;
        }
        for (const auto& element : found->get_array())
            items.push_back(read(element, path(name), problem_));
        return items;
    }

    [[nodiscard]] std::string path(std::string_view name) const;
    void complain(std::string_view name, const std::string& what);

private:
    const json::object* object_ = nullptr; // null when the value was no object
    std::string where_;
    Problem& problem_;
    std::vector<std::string> asked_;
};

/// The parsed text, or null with a problem noted. At most 32 levels deep.
[[nodiscard]] json::value parse(std::string_view text, std::string_view what, Problem& problem);

[[nodiscard]] json::array array_of(const std::vector<std::string>& texts);

} // namespace mirrorwatch::json_io
