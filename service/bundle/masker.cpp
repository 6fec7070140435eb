// SPDX-License-Identifier: MIT
#include "service/bundle/masker.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "common/masked.hpp"
#include "service/bundle/units.hpp"

#include <boost/regex.hpp>

#include <algorithm>
#include <array>
#include <functional>

namespace mirrorwatch::bundle {
namespace {

using Match = boost::smatch;

// Profile folders, with the backslash as JSON has it or not
const boost::regex c_profile{R"(([Uu]sers(?:\\\\|\\|/))([^\\/"\r\n]+))"};
const boost::regex c_sid{R"(S-1-(?:5-21|12-1)(?:-[0-9]+){3,})"};
const boost::regex c_mail{R"([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})"};
const boost::regex c_url{R"([A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>|]+)"};
const boost::regex c_secret{
    R"re(((?:password|passwd|pwd|secret|token|api[_-]?key|authorization|cookie)"?\s*[:=]\s*"?)(?:(?:basic|bearer) )?([^\s",;]+))re",
    boost::regex::icase};
const boost::regex c_mac{R"(\b((?:[0-9A-Fa-f]{2}[-:]){3})(?:[0-9A-Fa-f]{2}[-:]){2}[0-9A-Fa-f]{2}\b)"};
const boost::regex c_ipv4{R"((?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.]*[0-9]))"};
const boost::regex c_ipv6{R"((?<![0-9A-Fa-f:])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Fa-f:]))"};
const boost::regex c_long_word{R"([A-Za-z0-9+_=]{24,})"};

// Everybody's
constexpr std::array<std::string_view, 3> c_public_hosts{"www.msftconnecttest.com",
                                                         "ipv6.msftconnecttest.com", "localhost"};
constexpr std::array<std::string_view, 3> c_public_profiles{"Public", "Default", "All Users"};

std::string replaced(const std::string& text, const boost::regex& pattern,
                     const std::function<std::string(const Match&)>& by) {
    return boost::regex_replace(text, pattern, by);
}

bool is_letter_or_digit(char16_t c) {
    return (c >= u'0' && c <= u'9') || (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z');
}

/// Not a part of a longer word. What is not ASCII may be a quotation mark as well as a letter: a mask too
/// many is better than a name.
bool stands_alone(std::u16string_view text, std::size_t begin, std::size_t end) {
    const bool before = begin > 0 && is_letter_or_digit(text[begin - 1]);
    const bool after = end < text.size() && is_letter_or_digit(text[end]);
    return !before && !after;
}

/// "Kernel 6.6.114.1" looks like an address, and is a version.
bool is_version(const Match& match) {
    const std::string before = match.prefix().str();
    const std::string_view end =
        std::string_view{before}.substr(before.size() - std::min<std::size_t>(before.size(), 12));
    return std::ranges::any_of(
        std::array<std::string_view, 5>{"ernel ", "ersion", "WSL ", "build ", "Desktop "},
        [&](std::string_view word) { return end.find(word) != std::string_view::npos; });
}

bool is_of_internet(std::string_view text) {
    const auto address = parse_ip(text);
    return address && is_public(*address);
}

bool has_letters_and_digits(const std::string& word) {
    return std::ranges::any_of(word, is_digit) &&
           std::ranges::any_of(word, [](char c) { return lower(c) >= 'a' && lower(c) <= 'z'; });
}

bool is_one_of(std::string_view word, const auto& words) {
    return std::ranges::any_of(words, [&](std::string_view one) { return equal_ignoring_case(one, word); });
}

/// The longest first, as one may be a part of another; none that would be found everywhere.
std::vector<std::string> in_order(std::vector<std::string> names) {
    std::erase_if(names, [](const std::string& name) { return name.size() < 2; });
    std::ranges::sort(names, std::ranges::greater{}, &std::string::size);
    return names;
}

} // namespace

Masker::Masker(KnownNames names, FindName find)
    : names_{in_order(std::move(names.users)), in_order(std::move(names.computers)),
             in_order(std::move(names.hosts))}
    , find_(find) {}

std::string Masker::stand_in(std::string_view kind, std::string_view value) {
    const std::pair key{std::string{kind}, lower(value)};
    const auto found = seen_.find(key);
    const std::size_t number = found != seen_.end() ? found->second : ++counts_[key.first];
    seen_.emplace(key, number);
    return "<" + key.first + " " + std::to_string(number) + ">";
}

std::string Masker::without_name(const std::string& text, const std::string& name, std::string_view kind) {
    const Units units = units_of(text);
    const std::u16string wanted = units_of(name).text;
    std::string masked;
    std::size_t done = 0; // bytes of the text
    for (auto at = find_(units.text, wanted, 0); at != std::u16string::npos;) {
        std::size_t next = at + 1;
        if (stands_alone(units.text, at, at + wanted.size())) {
            next = at + wanted.size();
            masked += text.substr(done, units.begins[at] - done) + stand_in(kind, name);
            done = units.begins[next];
        }
        at = find_(units.text, wanted, next);
    }
    return masked + text.substr(done);
}

void Masker::mask_names(std::string& text, const std::vector<std::string>& names, std::string_view kind) {
    for (const std::string& name : names) {
        text = without_name(text, name, kind);
    }
}

/// Its secrets, and its host unless that is this machine, a private address or everybody's.
std::string Masker::masked_url(std::string_view url) {
    const std::string safe = masked(url);
    const auto begin = safe.find("://") + 3;
    const auto end = std::min(safe.find_first_of("/?#", begin), safe.size());
    const auto at = safe.find('@', begin);
    const auto host_begin = at < end ? at + 1 : begin;
    const auto host_end = std::min(safe.find(':', host_begin), end);
    const std::string host = safe.substr(host_begin, host_end - host_begin);
    const bool stays = host.empty() || host.front() == '<' || host.front() == '[' || parse_ip(host) ||
                       is_one_of(host, c_public_hosts);
    return stays ? safe : safe.substr(0, host_begin) + stand_in("host", host) + safe.substr(host_end);
}

std::string Masker::line(std::string text) {
    mask_names(text, names_.hosts, "host");
    mask_names(text, names_.computers, "computer");
    mask_names(text, names_.users, "user");
    text = replaced(text, c_profile, [&](const Match& match) {
        const std::string name = match[2].str();
        const bool stays = name.front() == '<' || is_one_of(name, c_public_profiles);
        return match[1].str() + (stays ? name : stand_in("user", name));
    });
    text = replaced(text, c_sid, [&](const Match& match) { return stand_in("sid", match.str()); });
    text = replaced(text, c_url, [&](const Match& match) { return masked_url(match.str()); });
    text = replaced(text, c_mail, [&](const Match& match) { return stand_in("mail", match.str()); });
    text = replaced(text, c_secret, [](const Match& match) { return match[1].str() + "***"; });
    text = replaced(text, c_mac, [](const Match& match) { return match[1].str() + "**-**-**"; });
    text = replaced(text, c_ipv4, [&](const Match& match) {
        const bool stays = is_version(match) || !is_of_internet(match.str());
        return stays ? match.str() : stand_in("address", match.str());
    });
    text = replaced(text, c_ipv6, [&](const Match& match) {
        return is_of_internet(match.str()) ? stand_in("address", match.str()) : match.str();
    });
    return replaced(text, c_long_word, [](const Match& match) {
        return has_letters_and_digits(match.str()) ? std::string{"***"} : match.str();
    });
}

std::string Masker::operator()(std::string_view text) {
    std::string whole;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        whole += line(std::string{text.substr(at, end - at)});
        whole += end < text.size() ? "\n" : "";
        at = end + 1;
    }
    return whole;
}

} // namespace mirrorwatch::bundle
