// SPDX-License-Identifier: MIT
#include "common/wslconfig/diagnostic.hpp"

#include "common/translated.hpp"
#include "common/wslconfig/keys.hpp"

#include <array>
#include <utility>

namespace mirrorwatch::wslconfig {
namespace {

using text::translated;

constexpr std::array<std::pair<Code, std::string_view>, 29> c_names{{
    {Code::InvalidSection, "invalid-section"},
    {Code::InvalidKey, "invalid-key"},
    {Code::ExpectedBracket, "expected-bracket"},
    {Code::ExpectedEquals, "expected-equals"},
    {Code::ExpectedEndOfLine, "expected-end-of-line"},
    {Code::UnterminatedQuote, "unterminated-quote"},
    {Code::InvalidEscape, "invalid-escape"},
    {Code::UnknownKey, "unknown-key"},
    {Code::InvalidInteger, "invalid-integer"},
    {Code::InvalidBoolean, "invalid-boolean"},
    {Code::InvalidSize, "invalid-size"},
    {Code::InvalidIp, "invalid-ip"},
    {Code::InvalidValue, "invalid-value"},
    {Code::DuplicateKey, "duplicate-key"},
    {Code::Unreadable, "unreadable"},
    {Code::LikelyTypo, "likely-typo"},
    {Code::WrongSection, "wrong-section"},
    {Code::NoEffect, "no-effect"},
    {Code::ExcludedInterfacesIgnored, "excluded-interfaces-ignored"},
    {Code::OverriddenByPolicy, "overridden-by-policy"},
    {Code::SizeWithoutUnit, "size-without-unit"},
    {Code::SecondsForMilliseconds, "seconds-for-milliseconds"},
    {Code::ExampleValue, "example-value"},
    {Code::SectionOfWslConf, "section-of-wsl-conf"},
    {Code::KeyOfWslConf, "key-of-wsl-conf"},
    {Code::HeaderInComment, "header-in-comment"},
    {Code::SettingsInOneLine, "settings-in-one-line"},
    {Code::LookAlikeFile, "look-alike-file"},
    {Code::LookAlikeInstead, "look-alike-instead"},
}};

std::string argument(const Diagnostic& d, std::size_t index) {
    return index < d.arguments.size() ? d.arguments[index] : std::string{};
}

std::string section_of(const std::string& key) {
    return "[" + key.substr(0, key.find('.')) + "]";
}

/// {value} is not what it should be: the first argument.
std::string with_value(std::string_view words, const Diagnostic& d) {
    return text::filled(words, {{"value", argument(d, 0)}, {"key", d.key}});
}

std::string invalid_number(const Diagnostic& d) {
    const KnownKey* key = find_key(d.key);
    return with_value(
        key != nullptr && key->type == ValueType::Ports
            ? translated("A part of \"{value}\" is no port from 1 to 65535; WSL ignores that part.")
            : translated("\"{value}\" is no whole number, so {key} is as if it were not set."),
        d);
}

std::string invalid_choice(const Diagnostic& d) {
    if (d.arguments.size() < 2) {
        return with_value(
            translated("\"{value}\" is no MAC address like 00-11-22-33-44-55. With it WSL does not "
                       "start."),
            d);
    }
    std::string choices;
    for (std::size_t i = 1; i < d.arguments.size(); ++i) {
        choices += (i == 1 ? "" : ", ") + d.arguments[i];
    }
    return translated(
        "\"{value}\" is no value of {key}, so {key} is as if it were not set. It can be: {choices}.",
        {{"value", argument(d, 0)}, {"key", d.key}, {"choices", choices}});
}

std::string escape(const Diagnostic& d) {
    return argument(d, 0).empty()
               ? std::string{translated(
                     "A \\ at the end of the file means nothing to WSL, which ignores this line. "
                     "Write \\\\ for a backslash.")}
               : with_value(
                     translated("\\{value} means nothing to WSL, which ignores this line. Write \\\\ for a "
                                "backslash."),
                     d);
}

std::string grammar_sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::InvalidSection:
        return std::string{translated(
            "A section's name begins with a letter right behind the [. The section before goes on.")};
    case Code::InvalidKey:
        return std::string{translated(
            "This is no key: one begins with a letter, and a comment with #. WSL ignores the line.")};
    case Code::ExpectedBracket:
        return std::string{translated(
            "A ] is missing right behind the section's name, which has letters and digits only. The keys "
            "that follow "
            "are not read.")};
    case Code::ExpectedEquals:
        return std::string{translated(
            "An = is missing behind the key, which has letters and digits only. WSL ignores the line.")};
    case Code::ExpectedEndOfLine:
        return std::string{translated(
            "Nothing but a comment with # may stand behind the section's ]. The keys that follow may not "
            "be read.")};
    case Code::UnterminatedQuote:
        return std::string{translated("A closing \" is missing. WSL ignores the line.")};
    default:
        return escape(d);
    }
}

std::string odd_size(const Diagnostic& d) {
    const std::string value = argument(d, 0);
    const bool has_unit = value.find_first_not_of("0123456789 \t+") != std::string::npos;
    return text::filled(
        has_unit ? translated("{key} is {value}, which is very little. Was {meant} meant?")
                 : translated("{key} is {bytes} bytes, for it has no unit like GB. Was {meant} meant?"),
        {{"key", d.key}, {"value", value}, {"bytes", argument(d, 1)}, {"meant", argument(d, 2)}});
}

std::string settings_in_one_line(const Diagnostic& d) {
    const std::size_t more = d.arguments.size() < 2 ? 0 : d.arguments.size() - 2;
    const std::string words =
        more == 0
            ? std::string{translated("{setting} stands {place}, where WSL does not read it. Give the header "
                                     "and each setting a line of its own.")}
            : text::counted(
                  "{setting} and {count} more setting stand {place}, where WSL does not read them. "
                  "Give the header and each setting a line of its own.",
                  "{setting} and {count} more settings stand {place}, where WSL does not read them. "
                  "Give the header and each setting a line of its own.",
                  more);
    return text::filled(words, {{"setting", argument(d, 1)}, {"place", translated(argument(d, 0))}});
}

std::string odd_value_sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::SizeWithoutUnit:
        return odd_size(d);
    case Code::SecondsForMilliseconds:
        return translated("{key} is {value} milliseconds. For {value} seconds, write {meant}.",
                          {{"key", d.key}, {"value", argument(d, 0)}, {"meant", argument(d, 1)}});
    default:
        return with_value(
            translated("{key} still names an example of the documentation, {value}. Name a file of "
                       "yours, or put a # before the line."),
            d);
    }
}

std::string wrong_place_sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::SectionOfWslConf:
        return with_value(
            translated("[{value}] belongs into /etc/wsl.conf of a distro. WSL does not look for it in "
                       ".wslconfig."),
            d);
    case Code::KeyOfWslConf:
        return with_value(
            translated("{key} has no effect: it belongs into [{value}] of a distro's /etc/wsl.conf."), d);
    case Code::HeaderInComment:
        return translated(
            "{key} has no effect, because the {section} above it, in line {line}, is a comment. Take "
            "the # away.",
            {{"key", d.key}, {"section", section_of(argument(d, 0))}, {"line", argument(d, 1)}});
    case Code::SettingsInOneLine:
        return settings_in_one_line(d);
    case Code::LookAlikeInstead:
        return with_value(
            translated("WSL does not read {value}, but only a file of the name .wslconfig. Rename it: "
                       "ren \"%UserProfile%\\{value}\" .wslconfig"),
            d);
    default:
        return with_value(
            translated("WSL does not read {value} beside .wslconfig. What it sets has to stand in "
                       ".wslconfig."),
            d);
    }
}

std::string our_sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::LikelyTypo:
        return with_value(translated("{key} looks like a typing mistake: was {value} meant?"), d);
    case Code::WrongSection:
        return translated("{key} has no effect, because it belongs into {section}.",
                          {{"key", d.key}, {"section", section_of(argument(d, 0))}});
    case Code::NoEffect:
        return translated("{key} has no effect: {reason}.",
                          {{"key", d.key}, {"reason", translated(argument(d, 0))}});
    case Code::OverriddenByPolicy:
        return with_value(translated("An administrator's policy overrides {key}: it is {value}."), d);
    case Code::ExcludedInterfacesIgnored:
        return std::string{translated("WSL ignores this line, and no interface is excluded by it.")};
    default:
        return d.code <= Code::ExampleValue ? odd_value_sentence(d) : wrong_place_sentence(d);
    }
}

} // namespace

ToldBy source_of(Code code) {
    return code <= Code::Unreadable ? ToldBy::Wsl : ToldBy::Mirrorwatch;
}

std::string_view name_of(Code code) {
    for (const auto& [known, name] : c_names) {
        if (known == code) {
            return name;
        }
    }
    return "";
}

std::string_view name_of(ToldBy source) {
    return source == ToldBy::Wsl ? "wsl" : "mirrorwatch";
}

std::string sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::UnknownKey:
        // Which WSL is there is not known here; the table of keys is that of 2.9.
        return with_value(translated("WSL 2.9 does not know {key}. If yours is newer, it may."), d);
    case Code::InvalidInteger:
        return invalid_number(d);
    case Code::InvalidBoolean:
        return with_value(
            translated("\"{value}\" is neither true nor false, so {key} is as if it were not set."), d);
    case Code::InvalidSize:
        return with_value(
            translated("\"{value}\" is no size like 8GB or 512MB (capital letters, no blank, no "
                       "fraction), so {key} is as if it were not set."),
            d);
    case Code::InvalidIp:
        return with_value(translated("\"{value}\" is no IPv4 address, and so WSL turns DNS tunneling off."),
                          d);
    case Code::InvalidValue:
        return invalid_choice(d);
    case Code::DuplicateKey:
        return translated("{key} is set again. What counts is {value} in line {line}.",
                          {{"key", d.key}, {"value", argument(d, 0)}, {"line", argument(d, 1)}});
    case Code::Unreadable:
        return argument(d, 0);
    default:
        return source_of(d.code) == ToldBy::Wsl ? grammar_sentence(d) : our_sentence(d);
    }
}

} // namespace mirrorwatch::wslconfig
