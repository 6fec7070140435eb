// SPDX-License-Identifier: MIT
#include "service/sense/host/logged_event.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"
#include "common/utc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::sense {
namespace {

using std::chrono::sys_seconds;

/// "name" of "<name a='1'>", "</name>" and "<name/>".
std::string_view name_of_tag(std::string_view tag) {
    if (tag.starts_with('/')) {
        tag.remove_prefix(1);
    }
    return tag.substr(0, tag.find_first_of(" \t\r\n/"));
}

std::optional<std::string_view> attribute(std::string_view tag, std::string_view name) {
    for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
        std::string_view rest = tag.substr(at + name.size());
        if (!rest.starts_with("='") && !rest.starts_with("=\"")) {
            continue;
        }
        const char quote = rest[1];
        rest.remove_prefix(2);
        if (const auto end = rest.find(quote); end != std::string_view::npos) {
            return rest.substr(0, end);
        }
    }
    return std::nullopt;
}

/// Where the tag ends that begins before `at`: a ">" in an attribute's value is none.
std::size_t end_of_tag(std::string_view xml, std::size_t at) {
    char quote = 0;
    for (; at < xml.size(); ++at) {
        const char c = xml[at];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '>') {
            return at;
        }
    }
    return std::string_view::npos;
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto tail = [&](int shift) { text += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0U | (code >> 6));
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xE0U | (code >> 12));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0U | (code >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

/// Of "&name;", without both signs; false when there is none of that name.
bool append_entity(std::string& text, std::string_view name) {
    constexpr std::array<std::pair<std::string_view, char>, 5> known{
        {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};
    const auto found = std::ranges::find(known, name, &std::pair<std::string_view, char>::first);
    if (found != known.end()) {
        text += found->second;
        return true;
    }
    const bool is_hex = name.starts_with("#x");
    const auto code = !name.starts_with('#')
                          ? std::nullopt
                          : number_from<std::uint32_t>(name.substr(is_hex ? 2 : 1), is_hex ? 16 : 10);
    const bool is_character = code && *code <= 0x10FFFF && (*code < 0xD800 || *code > 0xDFFF);
    if (is_character) {
        append_utf8(text, *code);
    }
    return is_character;
}

std::string unescaped(std::string_view xml) {
    constexpr std::size_t longest = 10; // "&#x10FFFF;"
    std::string text;
    while (!xml.empty()) {
        const std::size_t plain = std::min(xml.find('&'), xml.size());
        text += xml.substr(0, plain);
        xml.remove_prefix(plain);
        if (xml.empty()) {
            break;
        }
        const std::size_t end = xml.substr(0, longest).find(';');
        if (end != std::string_view::npos && append_entity(text, xml.substr(1, end - 1))) {
            xml.remove_prefix(end + 1);
        } else {
            text += '&';
            xml.remove_prefix(1);
        }
    }
    return text;
}

/// Goes through the tags once. A value is what stands between a start tag and the end tag that follows it.
class Reader {
public:
    std::optional<LoggedEvent> read(std::string_view xml) {
        for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at)) {
            if (opened_ && is_data()) {
                value_ = xml.substr(from_, at - from_);
            }
            const std::size_t end = end_of_tag(xml, at + 1);
            if (end == std::string_view::npos) {
                break; // cut off: what came before counts
            }
            take(xml.substr(at + 1, end - at - 1));
            at = from_ = end + 1;
        }
        return when_ ? std::optional{LoggedEvent{std::move(provider_), *when_, std::move(data_)}}
                     : std::nullopt;
    }

private:
    [[nodiscard]] bool is_data() const { return !area_.empty(); }

    void take(std::string_view tag) {
        const std::string_view name = name_of_tag(tag);
        if (tag.starts_with('/')) {
            close(name);
        } else {
            open(name, tag);
        }
    }

    void open(std::string_view name, std::string_view tag) {
        const bool is_whole = tag.ends_with('/');
        if (is_data() && is_whole) {
            data_.emplace_back();
        } else if (!is_data() && !is_whole && (name == "EventData" || name == "UserData")) {
            area_ = name;
            opened_ = false;
            return;
        } else if (!is_data() && name == "TimeCreated") {
            const auto time = attribute(tag, "SystemTime");
            when_ = time ? from_iso(*time) : std::nullopt;
        } else if (!is_data() && name == "Provider") {
            provider_ = unescaped(attribute(tag, "Name").value_or(""));
        }
        opened_ = !is_whole;
    }

    void close(std::string_view name) {
        if (is_data() && opened_) {
            data_.push_back(unescaped(value_));
        } else if (name == area_ && name != std::string_view{}) {
            area_ = {};
        }
        opened_ = false;
    }

    std::string provider_;
    std::optional<sys_seconds> when_;
    std::vector<std::string> data_;
    std::string_view area_;  // "EventData" or "UserData" while in it
    std::string_view value_; // since the last start tag
    std::size_t from_ = 0;   // where that began
    bool opened_ = false;    // the last tag was a start tag
};

std::string condition_of(const EventKind& kind) {
    std::string condition;
    if (!kind.provider.empty()) {
        condition += fmt::format("Provider[@Name='{}'] and ", kind.provider);
    }
    if (kind.event_id) {
        condition += fmt::format("EventID={} and ", *kind.event_id);
    }
    return condition + fmt::format("TimeCreated[timediff(@SystemTime) <= {}]",
                                   std::chrono::milliseconds{kind.within}.count());
}

bool is_word(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '.';
}

bool is_failure(std::uint32_t code) {
    return (code & 0x8000'0000U) != 0 && (code & 0x0FFF'FFFFU) != 0; // not a mask
}

/// Of the host compute network, of Windows itself, of NDIS.
bool is_of_the_network(std::uint32_t code) {
    const std::uint32_t kind = code >> 16;
    return kind == 0x803B || kind == 0x8007 || kind == 0xC001;
}

std::optional<std::uint32_t> failure_in(std::string_view word, bool negative) {
    if (word.size() == 10 && (word.starts_with("0x") || word.starts_with("0X"))) {
        const auto code = number_from<std::uint32_t>(word.substr(2), 16);
        return code && is_failure(*code) ? code : std::nullopt;
    }
    const auto number = word.size() == 10 ? number_from<std::uint32_t>(word, 10) : std::nullopt;
    const auto code = number && negative ? std::optional{0U - *number} : number;
    return code && is_of_the_network(*code) ? code : std::nullopt;
}

} // namespace

std::string xpath_of(const EventQuery& query) {
    std::string conditions;
    for (const EventKind& kind : query.kinds) {
        conditions += (conditions.empty() ? "(" : " or (") + condition_of(kind) + ")";
    }
    return "*[System[" + conditions + "]]";
}

std::optional<LoggedEvent> parse_event(std::string_view xml) {
    return Reader{}.read(xml);
}

std::vector<std::string> failure_codes(std::string_view value) {
    std::vector<std::string> codes;
    for (std::size_t at = 0; at < value.size();) {
        const auto rest = value.substr(at);
        const auto length = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_word) - rest.begin());
        if (length == 0) {
            ++at;
            continue;
        }
        const std::string_view word =
            rest.substr(0, std::min(rest.substr(0, length).find_last_not_of('.') + 1, length));
        if (const auto code = failure_in(word, at > 0 && value[at - 1] == '-')) {
            codes.push_back(fmt::format("0x{:08X}", *code));
        }
        at += length;
    }
    return codes;
}

} // namespace mirrorwatch::sense
