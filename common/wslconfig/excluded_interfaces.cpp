// SPDX-License-Identifier: MIT
#include "common/wslconfig/excluded_interfaces.hpp"

#include "common/ascii.hpp"
#include "common/wslconfig/lines.hpp"
#include "common/wslconfig/settings.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>

#include <algorithm>
#include <utility>

namespace mirrorwatch::wslconfig {
namespace {

constexpr std::string_view c_section = "wsl2";
constexpr std::string_view c_key = "networkingMode.excludedInterfaces";
const char* const c_not_understood =
    R"(networkingMode.excludedInterfaces is neither {"name": "…"} nor a list of such objects. Mend or remove it by hand.)";

/// The line, with all physical lines that its JSON goes over.
struct Found {
    ExcludedInterfaces exclusion;
    Span json;
    Span lines;
};

std::optional<std::vector<std::string>> names_of(const boost::json::value& value) {
    if (value.is_object()) {
        const auto& object = value.get_object();
        const auto* name = object.if_contains("name");
        if (name == nullptr || !name->is_string() || object.size() != 1) {
            return std::nullopt;
        }
        return std::vector{std::string{name->get_string()}};
    }
    if (!value.is_array()) {
        return std::nullopt;
    }
    std::vector<std::string> names;
    for (const auto& item : value.get_array()) {
        const auto one = item.is_object() ? names_of(item) : std::nullopt;
        if (!one) {
            return std::nullopt;
        }
        names.push_back(one->front());
    }
    return names;
}

/// The JSON that a text begins with, and its length.
std::optional<std::pair<boost::json::value, std::size_t>> json_at(std::string_view text) {
    boost::json::stream_parser parser;
    boost::json::error_code failed;
    const std::size_t length = parser.write_some(text.data(), text.size(), failed);
    if (failed || !parser.done()) {
        return std::nullopt;
    }
    const std::size_t blank =
        text.substr(0, length).find_last_not_of(" \t\r\n"); // which the parser takes along
    return std::pair{parser.release(), blank + 1};
}

std::size_t end_of_line(const Document& document, std::size_t at) {
    for (const Line& line : document.lines) {
        if (line.bytes.end > at) {
            return line.bytes.end;
        }
    }
    return document.end;
}

Result<Found> read_line(std::string_view bytes, const Document& document, const Line& line) {
    const std::string text = text_of(bytes, document, {line.content, document.end});
    const std::size_t start = text.find_first_not_of(" \t", text.find('=') + 1);
    const auto json = json_at(std::string_view{text}.substr(std::min(start, text.size())));
    auto names = json ? names_of(json->first) : std::nullopt;
    if (!names) {
        return Error{c_not_understood};
    }
    const auto bytes_of = [&](std::size_t length) {
        return encode(text.substr(0, length), document.encoding).size();
    };
    const Span span{line.content + bytes_of(start), line.content + bytes_of(start + json->second)};
    const Span lines{line.bytes.begin, end_of_line(document, span.end - 1)};
    const std::string rest = text_of(bytes, document, {span.end, lines.end});
    const auto more = rest.find_first_not_of(" \t\r\n");
    if (more != std::string::npos && rest[more] != '#') {
        return Error{c_not_understood};
    }
    return Found{{std::move(*names), line.number}, span, lines};
}

Result<std::optional<Found>> find(std::string_view bytes, const Document& document) {
    std::optional<Found> found;
    for (const Line& line : document.lines) {
        if (!is_exclusion(bytes, document, line) ||
            !equal_ignoring_case(section_above(document, line), c_section)) {
            continue;
        }
        if (found) {
            return Error{"networkingMode.excludedInterfaces stands in the file twice. Remove one by hand."};
        }
        auto read = read_line(bytes, document, line);
        if (!read) {
            return read.error();
        }
        found = std::move(*read);
    }
    return found;
}

std::string object_of(const std::string& name) {
    return R"({"name": )" + boost::json::serialize(boost::json::string(name)) + "}";
}

std::string json_of(const std::vector<std::string>& names) {
    if (names.size() == 1) {
        return object_of(names.front());
    }
    std::string list = "[";
    for (const std::string& name : names) {
        list += (list.size() == 1 ? "" : ", ") + object_of(name);
    }
    return list + "]";
}

bool same_settings(const FileSettings& a, const FileSettings& b) {
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        if (a.values[i].value != b.values[i].value || a.values[i].is_default() != b.values[i].is_default()) {
            return false;
        }
    }
    return a.document.entries.size() == b.document.entries.size();
}

} // namespace

bool is_exclusion(std::string_view bytes, const Document& document, const Line& line) {
    if (line.kind != LineKind::Broken || document.diagnostics[line.index].code != Code::ExpectedEquals) {
        return false;
    }
    const std::string text = text_of(bytes, document, {line.content, line.bytes.end});
    const std::size_t behind = text.find_first_not_of(" \t", std::min(c_key.size(), text.size()));
    return equal_ignoring_case(std::string_view{text}.substr(0, c_key.size()), c_key) &&
           behind != std::string::npos && text[behind] == '=';
}

Result<std::optional<ExcludedInterfaces>> excluded_interfaces(std::string_view bytes) {
    const Result<Document> document = parse(bytes);
    if (!document) {
        return document.error();
    }
    auto found = find(bytes, *document);
    if (!found) {
        return found.error();
    }
    return *found ? std::optional{std::move((*found)->exclusion)} : std::nullopt;
}

// WSL keeps one byte of each character, and knows neither \r nor \u00fc. JSON's \" and \\ are its own as
// well.
Result<void> can_be_excluded(std::string_view name) {
    const auto is_plain = [](char c) { return c >= ' ' && c < '\x7f'; };
    if (name.empty()) {
        return Error{"An adapter without a name cannot be excluded by .wslconfig."};
    }
    if (!std::ranges::all_of(name, is_plain)) {
        return Error{"WSL reads only plain ASCII characters from .wslconfig, and the name \"" +
                     std::string{name} +
                     "\" has others. Rename the adapter in Windows, or exclude it by --method guest."};
    }
    return {};
}

Result<std::string> set_excluded_interfaces(std::string_view bytes, const std::vector<std::string>& names) {
    const Result<FileSettings> before = read(bytes);
    if (!before) {
        return before.error();
    }
    const auto found = find(bytes, before->document);
    if (!found) {
        return found.error();
    }
    const std::vector<std::string> now = *found ? (*found)->exclusion.names : std::vector<std::string>{};
    if (now == names && (*found || names.empty())) {
        return text_result(std::string{bytes});
    }
    std::vector<std::string> candidates;
    if (*found) {
        candidates.push_back(names.empty() ? replaced(bytes, (*found)->lines, "")
                                           : replaced(bytes, (*found)->json,
                                                      encode(json_of(names), before->document.encoding)));
    } else {
        candidates = with_line(bytes, before->document, c_section, std::string{c_key} + "=" + json_of(names));
    }
    for (std::string& candidate : candidates) {
        const Result<FileSettings> after = read(candidate);
        const auto exclusion = excluded_interfaces(candidate);
        const bool right =
            exclusion && (*exclusion ? (*exclusion)->names : std::vector<std::string>{}) == names;
        if (right && after && same_settings(*before, *after)) {
            return text_result(std::move(candidate));
        }
    }
    return Error{"The file is written in a way in which an interface cannot be excluded without changing "
                 "more. Edit it "
                 "by hand."};
}

} // namespace mirrorwatch::wslconfig
