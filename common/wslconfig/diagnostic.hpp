// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::wslconfig {

/// What WSL warns of, then what only we tell. The arguments of each are named behind it.
enum class Code {
    InvalidSection,
    InvalidKey,
    ExpectedBracket,
    ExpectedEquals,
    ExpectedEndOfLine,
    UnterminatedQuote,
    InvalidEscape,  // the escaped character; empty at the end of the file
    UnknownKey,     // key
    InvalidInteger, // key; value
    InvalidBoolean, // key; value
    InvalidSize,    // key; value
    InvalidIp,      // key; value
    InvalidValue,   // key; value, then the valid ones
    DuplicateKey,   // key; the key that counts, its line
    Unreadable,     // why
    LikelyTypo,     // key; the known key that was meant
    WrongSection,   // key; the known key
    NoEffect,       // key; why
    ExcludedInterfacesIgnored,
    OverriddenByPolicy,     // key; what counts instead
    SizeWithoutUnit,        // key; the value, its bytes, the one that was meant
    SecondsForMilliseconds, // key; the value, the one that was meant
    ExampleValue,           // key; the value
    SectionOfWslConf,       // of a section: its name
    KeyOfWslConf,           // key; the section of /etc/wsl.conf
    HeaderInComment,        // key; the known key, the line of the header
    SettingsInOneLine,      // where; the known keys
    LookAlikeFile,          // its name; of a whole file
    LookAlikeInstead,       // its name; there is no .wslconfig
};

enum class ToldBy { Wsl, Mirrorwatch };

struct Diagnostic {
    std::size_t line = 0; // physical, from 1, as WSL counts: where a value ends; 0: the whole file
    Code code = Code::InvalidKey;
    std::string key = {}; // as it stands in the file, with its section; empty where no key is concerned
    std::vector<std::string> arguments = {};

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

[[nodiscard]] ToldBy source_of(Code code);
[[nodiscard]] std::string_view name_of(Code code);     // "invalid-section"
[[nodiscard]] std::string_view name_of(ToldBy source); // "wsl", "mirrorwatch"

/// One sentence or two: what is wrong, what it does, what would be right. UTF-8, without the line number.
[[nodiscard]] std::string sentence(const Diagnostic& diagnostic);

} // namespace mirrorwatch::wslconfig
