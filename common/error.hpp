// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace mirrorwatch {

/// An expected failure: a file is absent, a pipe is busy, a program refused. `message` is one English
/// sentence for a person, without a final newline. What cannot be owned or started throws std::system_error
/// instead.
struct Error {
    std::string message;

    friend bool operator==(const Error&, const Error&) = default;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::runtime_error(error.message);
}

template <class T>
using Result = boost::system::result<T, Error>;

/// A text as a success. It needs saying, because C++20 can make an Error of a text as well.
[[nodiscard]] inline Result<std::string> text_result(std::string text) {
    return Result<std::string>{boost::system::in_place_value, std::move(text)};
}

} // namespace mirrorwatch
