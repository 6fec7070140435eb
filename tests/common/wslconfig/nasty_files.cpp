// SPDX-License-Identifier: MIT
#include "tests/common/wslconfig/nasty_files.hpp"

#include "tests/common/wslconfig/nasty_samples.hpp"

#include <algorithm>
#include <string_view>

namespace mirrorwatch::wslconfig {
namespace {

using namespace std::string_literals;

std::string section_of(const std::string& key) {
    return key.substr(0, key.find('.'));
}

std::string name_of(const std::string& key) {
    return key.substr(key.find('.') + 1);
}

const Sample& sample_of(const std::string& key) {
    const auto found =
        std::find_if(samples().begin(), samples().end(), [&](const Sample& one) { return one.key == key; });
    return *found;
}

/// Two bytes for each of UTF-8's characters; what is none goes in as it is.
std::string utf16(const std::string& text) {
    std::string bytes;
    const auto put = [&](unsigned unit) {
        bytes += {static_cast<char>(unit & 0xff), static_cast<char>(unit >> 8)};
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = [&](std::size_t at) {
            return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
        };
        if (byte(i) >= 0xc2 && byte(i) < 0xe0 && byte(i + 1) >= 0x80) {
            put((byte(i) & 0x1f) << 6 | (byte(i + 1) & 0x3f));
            ++i;
        } else if (byte(i) == 0xef && byte(i + 2) >= 0x80) {
            put(0xf000 | (byte(i + 1) & 0x3f) << 6 | (byte(i + 2) & 0x3f));
            i += 2;
        } else {
            put(byte(i) < 0x80 ? byte(i) : 0xd700 + byte(i)); // some are lone surrogates
        }
    }
    return bytes;
}

} // namespace

std::string NastyFiles::spelled(std::string key) {
    if (dice_.percent(15)) {
        for (char& c : key) {
            const bool is_small = c >= 'a' && c <= 'z';
            c = is_small && dice_.percent(50) ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    return key;
}

// The dice are thrown one statement after the other: compilers differ in what they do first within one.
std::string NastyFiles::header(const std::string& section) {
    const char* const tails[] = {"", "", "", " ", "\t", " # mine", "#"};
    std::string line = dice_.percent(10) ? " [" : "[";
    line += spelled(section) + "]";
    line += dice_.pick(tails);
    return line;
}

/// A value as a person may write it: quoted, escaped, over two lines.
std::string NastyFiles::written(const std::string& value) {
    std::string raw;
    for (const char c : value) {
        const bool is_escaped = c == '"' || c == '\\';
        raw += c == '\n'    ? "\\n"
               : c == '\t'  ? "\\t"
               : c == '\b'  ? "\\b"
               : is_escaped ? std::string{'\\', c}
                            : std::string(1, c);
        if (dice_.percent(2)) {
            raw += "\\\n";
        }
    }
    const bool must_quote =
        value.find('#') != std::string::npos || value.starts_with(' ') || value.ends_with(' ');
    return must_quote || dice_.percent(15) ? "\"" + raw + "\"" : raw;
}

std::string NastyFiles::assignment(const std::string& key, const std::string& raw) {
    const char* const equals[] = {"=", "=", "=", " = ", "\t=", "= "};
    const char* const tails[] = {"", "", "", " ", " # because", "#", " \t", "\t# a=b"};
    std::string line = dice_.percent(10) ? "  " : "";
    line += spelled(name_of(key));
    line += dice_.pick(equals) + raw;
    line += dice_.pick(tails);
    return line;
}

std::string NastyFiles::key_for(bool only_once) {
    for (;;) {
        const auto& key = dice_.pick(samples()).key;
        const auto is_same = [&](const std::string& other) { return name_of(other) == name_of(key); };
        const bool is_there = std::any_of(keys_.begin(), keys_.end(), is_same);
        if (!only_once || !is_there) {
            keys_.push_back(key);
            return key;
        }
    }
}

void NastyFiles::enter(std::string& text, const std::string& key) {
    if (section_ != section_of(key)) {
        section_ = section_of(key);
        text += header(section_) + "\n";
    }
}

std::string NastyFiles::good_text() {
    std::string text;
    keys_.clear();
    section_.clear();
    for (std::size_t count = dice_.below(7); count > 0; --count) {
        if (dice_.percent(20)) {
            text += dice_.pick(c_comments) + "\n"s;
        } else if (dice_.percent(15)) {
            text += "\n";
        }
        const std::string key = key_for(true);
        enter(text, key);
        text += assignment(key, written(dice_.pick(sample_of(key).good))) + "\n";
    }
    if (dice_.percent(20)) {
        text += "# the end";
    }
    return text;
}

std::string NastyFiles::broken_line() {
    const std::string key = key_for(false);
    switch (dice_.below(7)) {
    case 0:
        section_ = "?";
        return dice_.pick(c_headers);
    case 1:
    case 2:
        return dice_.pick(c_broken);
    case 3:
        return assignment(key, dice_.pick(c_dropped));
    case 4:
        return assignment(key, dice_.pick(c_escaped));
    case 5:
        return dice_.pick(c_unknown);
    default:
        return dice_.pick(c_blanks);
    }
}

std::string NastyFiles::fragments() {
    std::string text;
    keys_.clear();
    section_.clear();
    for (std::size_t count = 1 + dice_.below(9); count > 0; --count) {
        if (dice_.percent(35)) {
            text += broken_line() + "\n";
        } else if (dice_.percent(15)) {
            text += dice_.pick(c_comments) + "\n"s;
        } else {
            const std::string key = key_for(false);
            if (dice_.percent(90)) {
                enter(text, key);
            }
            const Sample& sample = sample_of(key);
            const auto& value = dice_.pick(dice_.percent(60) ? sample.good : sample.bad);
            text += assignment(key, dice_.percent(60) ? written(value) : value) + "\n";
        }
    }
    return text;
}

std::string NastyFiles::with_line_ends(const std::string& text) {
    const std::size_t style = dice_.below(20);
    std::string result;
    for (const char c : text) {
        if (c != '\n') {
            result += c;
        } else if (style == 0) {
            result += "\r";
        } else if (style == 1) {
            const char* const ends[] = {"\n", "\r\n", "\r", "\r\r\n"};
            result += dice_.pick(ends);
        } else {
            result += style % 2 == 0 ? "\n" : "\r\n";
        }
    }
    while (dice_.percent(30) && !result.empty() && (result.back() == '\n' || result.back() == '\r')) {
        result.pop_back();
    }
    return result;
}

std::string NastyFiles::in_some_encoding(const std::string& text) {
    if (dice_.percent(15)) {
        return "\xff\xfe" + utf16(text);
    }
    return dice_.percent(15) ? "\xef\xbb\xbf" + text : text;
}

void NastyFiles::mutate(std::string& bytes) {
    const std::size_t at = dice_.below(bytes.size() + 1);
    const std::size_t length = std::min(bytes.size() - at, dice_.below(12));
    switch (dice_.below(6)) {
    case 0:
        bytes.erase(at, length);
        break;
    case 1:
        bytes.insert(dice_.below(bytes.size() + 1), bytes.substr(at, length));
        break;
    case 2:
        bytes.replace(at, std::min<std::size_t>(1, length), dice_.pick(c_bits));
        break;
    case 3:
        if (at < bytes.size()) {
            bytes[at] = static_cast<char>(dice_.below(256));
        }
        break;
    default:
        bytes.insert(at, dice_.pick(c_bits));
    }
}

std::string NastyFiles::good() {
    std::string text = good_text();
    const bool has_windows_line_ends = dice_.percent(50);
    std::string with_ends;
    for (const char c : text) {
        with_ends += c == '\n' && has_windows_line_ends ? "\r\n" : std::string(1, c);
    }
    return in_some_encoding(with_ends);
}

std::string NastyFiles::next() {
    if (dice_.percent(2)) {
        return "\xfe\xff\0["s + good_text();
    }
    std::string text = dice_.percent(60) ? fragments() : good_text();
    text = with_line_ends(text);
    for (std::size_t count = dice_.below(4); count > 0; --count) {
        mutate(text);
    }
    text = in_some_encoding(text);
    while (dice_.percent(10)) {
        mutate(text);
    }
    return text;
}

Edit NastyFiles::good_edit() {
    const bool is_there = !keys_.empty() && dice_.percent(65);
    const std::string key = is_there ? dice_.pick(keys_) : dice_.pick(samples()).key;
    Edit edit{static_cast<Edit::Kind>(dice_.below(4)), dice_.percent(80) ? key : name_of(key), {}};
    if (edit.kind == Edit::Kind::Set) {
        edit.value = dice_.pick(sample_of(key).good);
    }
    return edit;
}

Edit NastyFiles::edit() {
    Edit edit = good_edit();
    edit.key = dice_.percent(3) ? dice_.pick(c_unknown) : spelled(edit.key);
    if (edit.kind == Edit::Kind::Set && dice_.percent(25)) {
        edit.value = dice_.percent(50) ? dice_.pick(c_nasty_values) : dice_.pick(dice_.pick(samples()).bad);
    }
    return edit;
}

} // namespace mirrorwatch::wslconfig
