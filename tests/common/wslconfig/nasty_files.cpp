#include "tests/common/wslconfig/nasty_files.hpp"

#include <algorithm>
#include <string_view>

namespace mirrorwatch::wslconfig {
namespace {

using namespace std::string_literals;

struct Sample {
    std::string key;
    std::vector<std::string> good; // as WSL has them, not yet quoted
    std::vector<std::string> bad;
};

const std::vector<std::string> c_switches = {"true", "false", "TRUE", "False", "1", "0"};
const std::vector<std::string> c_no_switches = {"yes", "on", "", "2", "tru", "true;"};
const std::vector<std::string> c_integers = {"5000", "0", "-1", "+7", "0x1F", "010", "99999999999", " 12"};
const std::vector<std::string> c_no_integers = {"", "x", "5s", "08", "0x", "1 2", "--1"};
const std::vector<std::string> c_sizes = {"8GB", "512M", "0", "1024", "4K", "2TB", "-1", "16777217T"};
const std::vector<std::string> c_no_sizes = {"8gb", "8 GB", "1.5GB", "00", "", "GB", "8GBB"};
const std::vector<std::string> c_texts = {"C:\\Users\\me\\kernel",
                                          "a=b c",
                                          "quiet # really",
                                          " led",
                                          "\"quoted\"",
                                          "trailing ",
                                          "",
                                          "x\ty",
                                          "\\",
                                          "a\nb\b"};

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all = {
        {"wsl2.networkingMode",
         {"mirrored", "nat", "Mirrored", "virtioproxy", "none", "consomme"},
         {"bogus", "3", ""}},
        {"experimental.networkingMode", {"mirrored", "NAT", "Bridged"}, {"mirrored ; c", "'nat'"}},
        {"wsl2.dnsTunneling", c_switches, c_no_switches},
        {"experimental.dnsTunneling", c_switches, c_no_switches},
        {"wsl2.firewall", c_switches, c_no_switches},
        {"wsl2.ipv6", c_switches, c_no_switches},
        {"wsl2.localhostForwarding", c_switches, c_no_switches},
        {"experimental.sparseVhd", c_switches, c_no_switches},
        {"wsl2.processors", c_integers, c_no_integers},
        {"wsl2.dhcpTimeout", c_integers, c_no_integers},
        {"general.instanceIdleTimeout", c_integers, c_no_integers},
        {"wsl2.memory", c_sizes, c_no_sizes},
        {"wsl2.swap", c_sizes, c_no_sizes},
        {"wsl2.kernel", c_texts, c_texts},
        {"wsl2.kernelCommandLine", c_texts, c_texts},
        {"wsl2.vmSwitch", c_texts, c_texts},
        {"wsl2.macAddress",
         {"0a:1B:2c:3d:4e:5f", "00-00-00-00-00-01"},
         {"0a1b2c3d4e5f", "x", "0a:1b-2c:3d:4e:5f"}},
        {"experimental.autoMemoryReclaim", {"gradual", "dropCache", "Disabled"}, {"slow", ""}},
        {"experimental.ignoredPorts", {"3000,9000", "80", "", "1, 2 ,3x,,1"}, {"0,70000", "a,b", "5,-5"}},
        {"experimental.dnsTunnelingIpAddress",
         {"10.255.255.254", "127.0.0.42"},
         {"10.0.0.1.", "x", "256.1.1.1", ""}},
    };
    return all;
}

const std::string c_nasty_values[] = {"a\rb",     "a\0b"s,  "\x1a", "\xc3\xbc", "\xff", "#",
                                      "\"",       "\\",     " ",    "\t x",     "a\nb", "\xf0\x9f\x90\xa7",
                                      "\n",       "[wsl2]", "x\\",  "\\\n",     "=",    "true\r",
                                      "\xc4\xa3", "\x7f"};

const char* const c_comments[] = {
    "# a remark",         "#",        "  # \xc3\xbc", "#memory=8GB",         "# networkingMode=nat",
    "#ipv6 = true # why", "##swap=0", "# [wsl2]",     "#vmSwitch=\"a # b\"", "#processors=4\r"};

const char* const c_headers[] = {
    "[wsl2 ]",           "[ wsl2]",    "[]",      "[wsl2",         "[experimental", "[w",
    "[wsl2] junk",       "[wsl2]x=1",  "[wsl-2]", "[general] ; c", "[wsl22]",       "[x]",
    "[experimentalx] y", "[\xc3\xbc]", "[",       "[wsl2\r]"};

const char* const c_broken[] = {"; remark",
                                "// x",
                                "=true",
                                "\"memory\"=1",
                                "2=3",
                                "_a=b",
                                "\xc2\xa0"
                                "ipv6=true",
                                "}",
                                "memory",
                                "memory 8GB",
                                "ipv6: true",
                                "networking-mode=nat",
                                "networkingMode.excludedInterfaces={\"name\": \"VPN\"}",
                                "wsl2.ipv6=true",
                                "a b=c",
                                "foo\rbar=1"};

const char* const c_dropped[] = {"\"C:\\\\x", "\"", "a\"b\"\"", "\"8GB # ", "\"true\\\"", "\"a\\\n"};

const char* const c_escaped[] = {"C:\\Users", "a\\ ",       "\\",       "\"x\\q\"",
                                 "true\\#",   "\\\xc3\xbc", "a\\\\\\x", "mir\\\n\\rored"};

const char* const c_unknown[] = {
    "foo=1",     "networkMode=nat",       "excludedInterfaces=VPN", "a=", "hostAddressLoopback=true",
    "memoryx=1", "localhostforwarding =1"};

const char* const c_blanks[] = {"", "", " ", "\t ", "\r", " \r\r", "\r\r"};

const std::string c_bits[] = {"\"",
                              "\\",
                              "#",
                              "[",
                              "]",
                              "=",
                              "\r",
                              "\n",
                              "\r\n",
                              " ",
                              "\t",
                              "\x1a",
                              "\0"s,
                              "\xff",
                              "\xc3",
                              "\xef\xbf\xbf",
                              "\xef\xbb\xbf",
                              "\xed\xa0\x80",
                              "\xf0\x9f\x90\xa7",
                              "\\\n",
                              "\r\r\n",
                              "\xe2\x82",
                              "x",
                              "0",
                              ",",
                              "."};

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
