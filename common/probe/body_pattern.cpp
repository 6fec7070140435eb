// SPDX-License-Identifier: MIT
#include "common/probe/body_pattern.hpp"

// Its own limit, which counts the steps that look at no character, would let a nasty expression run for
// seconds.
#define BOOST_REGEX_MAX_STATE_COUNT 250'000
#include <boost/regex.hpp>

#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <string>

namespace mirrorwatch::probe {
namespace {

constexpr std::size_t c_longest_pattern = 4'096;
constexpr int c_most_looks = 500'000;

struct OutOfLooks {};

/// A place in the text that counts how often it is looked at: Boost.Regex backtracks, and tells none of the
/// characters that a repeat runs over as a step. It is no random access iterator, because the limit on steps
/// would then grow with the text.
class CountedChar {
public:
    using iterator_category = std::bidirectional_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountedChar() = default;

    CountedChar(const char* place, int& looks_left)
        : place_(place)
        , looks_left_(&looks_left) {}

    reference operator*() const {
        if (--*looks_left_ < 0) {
            throw OutOfLooks{};
        }
        return *place_;
    }

    CountedChar& operator++() {
        ++place_;
        return *this;
    }

    CountedChar operator++(int) {
        CountedChar before = *this;
        ++place_;
        return before;
    }

    CountedChar& operator--() {
        --place_;
        return *this;
    }

    CountedChar operator--(int) {
        CountedChar before = *this;
        --place_;
        return before;
    }

    friend bool operator==(const CountedChar& a, const CountedChar& b) { return a.place_ == b.place_; }

private:
    const char* place_ = nullptr;
    int* looks_left_ = nullptr;
};

/// Whether there is a "(?" that ECMAScript does not know. Perl's recursion is among them, which can take
/// seconds within the limits.
bool has_perl_group(std::string_view pattern) {
    bool in_set = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\') {
            ++i;
        } else if (in_set || pattern[i] == '[') {
            in_set = pattern[i] != ']';
        } else if (pattern.substr(i, 2) == "(?" &&
                   (i + 2 == pattern.size() ||
                    std::string_view{":=!<"}.find(pattern[i + 2]) == std::string_view::npos)) {
            return true;
        }
    }
    return false;
}

/// Throws what says what is wrong.
boost::regex compiled(std::string_view pattern) {
    if (pattern.size() > c_longest_pattern) {
        throw std::length_error("must not be longer than " + std::to_string(c_longest_pattern) +
                                " characters");
    }
    if (has_perl_group(pattern)) {
        throw std::invalid_argument("has a group that begins with \"(?\" and is none of ECMAScript's");
    }
    return boost::regex{pattern.begin(), pattern.end(), boost::regex::ECMAScript};
}

} // namespace

Result<void> check_pattern(std::string_view pattern) {
    try {
        (void)compiled(pattern);
        return {};
    } catch (const std::exception& wrong) {
        return Error{wrong.what()};
    }
}

Found search(std::string_view pattern, std::string_view text) {
    int looks_left = c_most_looks;
    try {
        const boost::regex expression = compiled(pattern);
        const CountedChar begin{text.data(), looks_left};
        const CountedChar end{text.data() + text.size(), looks_left};
        const auto flags =
            boost::match_default | boost::match_any | boost::match_single_line | boost::match_not_dot_newline;
        return boost::regex_search(begin, end, expression, flags) ? Found::Yes : Found::No;
    } catch (const OutOfLooks&) {
        return Found::TooCostly;
    } catch (const std::exception&) { // its own limits
        return Found::TooCostly;
    }
}

} // namespace mirrorwatch::probe
