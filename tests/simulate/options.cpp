// SPDX-License-Identifier: MIT
#include "tests/simulate/options.hpp"

#include <charconv>
#include <string_view>

namespace mirrorwatch::simulate {
namespace {

template <class Number>
Result<Number> number_from(std::string_view option, std::string_view text, std::uint64_t largest) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number > largest) {
        return Error{std::string{option} + " needs a whole number up to " + std::to_string(largest) +
                     ", not \"" + std::string{text} + "\"."};
    }
    return static_cast<Number>(number);
}

template <class Into>
std::optional<Error> read(std::string_view option, std::string_view text, std::uint64_t largest, Into& into) {
    const auto number = number_from<std::uint64_t>(option, text, largest);
    if (!number) {
        return number.error();
    }
    into = static_cast<unsigned long>(*number);
    return {};
}

std::optional<Error> set(Options& options, std::string_view name, std::string_view value) {
    constexpr std::uint64_t c_any = std::numeric_limits<std::uint64_t>::max();
    if (name == "--events") {
        return read(name, value, 1'000'000'000'000, options.events);
    }
    if (name == "--cases") {
        options.only_judged = true;
        return read(name, value, 1'000'000, options.cases);
    }
    if (name == "--seed") {
        return read(name, value, c_any, options.seed);
    }
    if (name == "--history") {
        return read(name, value, c_any, options.history);
    }
    if (name == "--until") {
        return read(name, value, c_any, options.until);
    }
    if (name == "--generate") {
        return read(name, value, 10'000, options.generate);
    }
    if (name == "--noise") {
        return read(name, value, 100, options.noise);
    }
    if (name == "--world") {
        options.world = value;
        return {};
    }
    if (name == "--behaviour") {
        options.behaviour = value;
        return {};
    }
    if (name == "--format" && (value == "text" || value == "json")) {
        options.as_json = value == "json";
        return {};
    }
    return Error{name == "--format" ? "--format is text or json."
                                    : "There is no option " + std::string{name} + "."};
}

/// Null: it is none.
bool* flag_of(Options& options, std::string_view name) {
    return name == "--list"         ? &options.only_names
           : name == "--wrong"      ? &options.shows_wrong
           : name == "--judged"     ? &options.only_judged
           : name == "--bare"       ? &options.is_bare
           : name == "--configured" ? &options.is_configured
                                    : nullptr;
}

} // namespace

Result<Options> parse_options(std::span<const char* const> arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view name = arguments[i];
        if (bool* flag = flag_of(options, name)) {
            *flag = true;
            continue;
        }
        if (i + 1 == arguments.size()) {
            return Error{std::string{name} + " is no option, or needs a value."};
        }
        if (const auto error = set(options, name, arguments[++i])) {
            return *error;
        }
    }
    return options;
}

} // namespace mirrorwatch::simulate
