// SPDX-License-Identifier: MIT
#include "common/wslconfig/diagnostic.hpp"

#include "common/wslconfig/keys.hpp"

#include <array>
#include <utility>

namespace mirrorwatch::wslconfig {
namespace {

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

std::string quoted(const std::string& text) {
    return '"' + text + '"';
}

std::string argument(const Diagnostic& d, std::size_t index) {
    return index < d.arguments.size() ? d.arguments[index] : std::string{};
}

std::string section_of(const std::string& key) {
    return "[" + key.substr(0, key.find('.')) + "]";
}

std::string invalid(const Diagnostic& d, std::string_view expected) {
    return quoted(argument(d, 0)) + " is no " + std::string{expected} + ", so " + d.key +
           " is as if it were not set.";
}

std::string invalid_number(const Diagnostic& d) {
    const KnownKey* key = find_key(d.key);
    if (key != nullptr && key->type == ValueType::Ports) {
        return "A part of " + quoted(argument(d, 0)) + " is no port from 1 to 65535; WSL ignores that part.";
    }
    return invalid(d, "whole number");
}

std::string invalid_choice(const Diagnostic& d) {
    if (d.arguments.size() < 2) {
        return quoted(argument(d, 0)) +
               " is no MAC address like 00-11-22-33-44-55. With it WSL does not start.";
    }
    std::string choices;
    for (std::size_t i = 1; i < d.arguments.size(); ++i) {
        choices += (i == 1 ? "" : ", ") + d.arguments[i];
    }
    return invalid(d, "value of " + d.key) + " It can be: " + choices + ".";
}

std::string escape(const Diagnostic& d) {
    const std::string what = argument(d, 0).empty() ? "A \\ at the end of the file" : "\\" + argument(d, 0);
    return what + R"( means nothing to WSL, which ignores this line. Write \\ for a backslash.)";
}

std::string grammar_sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::InvalidSection:
        return "A section's name begins with a letter right behind the [. The section before goes on.";
    case Code::InvalidKey:
        return "This is no key: one begins with a letter, and a comment with #. WSL ignores the line.";
    case Code::ExpectedBracket:
        return "A ] is missing right behind the section's name, which has letters and digits only. The keys "
               "that follow "
               "are not read.";
    case Code::ExpectedEquals:
        return "An = is missing behind the key, which has letters and digits only. WSL ignores the line.";
    case Code::ExpectedEndOfLine:
        return "Nothing but a comment with # may stand behind the section's ]. The keys that follow may not "
               "be read.";
    case Code::UnterminatedQuote:
        return "A closing \" is missing. WSL ignores the line.";
    default:
        return escape(d);
    }
}

std::string odd_size(const Diagnostic& d) {
    const std::string value = argument(d, 0);
    const bool has_unit = value.find_first_not_of("0123456789 \t+") != std::string::npos;
    return d.key + " is " +
           (has_unit ? value + ", which is very little"
                     : argument(d, 1) + " bytes, for it has no unit like GB") +
           ". Was " + argument(d, 2) + " meant?";
}

std::string settings_in_one_line(const Diagnostic& d) {
    const std::size_t more = d.arguments.size() < 2 ? 0 : d.arguments.size() - 2;
    const std::string others =
        more == 0 ? "" : " and " + std::to_string(more) + " more setting" + (more == 1 ? "" : "s");
    return argument(d, 1) + others + (more == 0 ? " stands " : " stand ") + argument(d, 0) +
           ", where WSL does not read " + (more == 0 ? "it" : "them") +
           ". Give the header and each setting a line of its own.";
}

std::string odd_value_sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::SizeWithoutUnit:
        return odd_size(d);
    case Code::SecondsForMilliseconds:
        return d.key + " is " + argument(d, 0) + " milliseconds. For " + argument(d, 0) + " seconds, write " +
               argument(d, 1) + ".";
    default:
        return d.key + " still names an example of the documentation, " + argument(d, 0) +
               ". Name a file of yours, or put a # before the line.";
    }
}

std::string wrong_place_sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::SectionOfWslConf:
        return "[" + argument(d, 0) +
               "] belongs into /etc/wsl.conf of a distro. WSL does not look for it in .wslconfig.";
    case Code::KeyOfWslConf:
        return d.key + " has no effect: it belongs into [" + argument(d, 0) +
               "] of a distro's /etc/wsl.conf.";
    case Code::HeaderInComment:
        return d.key + " has no effect, because the " + section_of(argument(d, 0)) + " above it, in line " +
               argument(d, 1) + ", is a comment. Take the # away.";
    case Code::SettingsInOneLine:
        return settings_in_one_line(d);
    case Code::LookAlikeInstead:
        return "WSL does not read " + argument(d, 0) +
               ", but only a file of the name .wslconfig. Rename it: ren \"%UserProfile%\\" + argument(d, 0) +
               "\" .wslconfig";
    default:
        return "WSL does not read " + argument(d, 0) +
               " beside .wslconfig. What it sets has to stand in .wslconfig.";
    }
}

std::string our_sentence(const Diagnostic& d) {
    switch (d.code) {
    case Code::LikelyTypo:
        return d.key + " looks like a typing mistake: was " + argument(d, 0) + " meant?";
    case Code::WrongSection:
        return d.key + " has no effect, because it belongs into " + section_of(argument(d, 0)) + ".";
    case Code::NoEffect:
        return d.key + " has no effect: " + argument(d, 0) + ".";
    case Code::OverriddenByPolicy:
        return "An administrator's policy overrides " + d.key + ": it is " + argument(d, 0) + ".";
    case Code::ExcludedInterfacesIgnored:
        return "WSL ignores this line, and no interface is excluded by it.";
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
        return "WSL 2.9 does not know " + d.key + ". If yours is newer, it may.";
    case Code::InvalidInteger:
        return invalid_number(d);
    case Code::InvalidBoolean:
        return invalid(d, "true or false");
    case Code::InvalidSize:
        return invalid(d, "size like 8GB or 512MB (capital letters, no blank, no fraction)");
    case Code::InvalidIp:
        return quoted(argument(d, 0)) + " is no IPv4 address, and so WSL turns DNS tunneling off.";
    case Code::InvalidValue:
        return invalid_choice(d);
    case Code::DuplicateKey:
        return d.key + " is set again. What counts is " + argument(d, 0) + " in line " + argument(d, 1) + ".";
    case Code::Unreadable:
        return argument(d, 0);
    default:
        return source_of(d.code) == ToldBy::Wsl ? grammar_sentence(d) : our_sentence(d);
    }
}

} // namespace mirrorwatch::wslconfig
