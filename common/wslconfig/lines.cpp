// SPDX-License-Identifier: MIT
#include "common/wslconfig/lines.hpp"

#include "common/ascii.hpp"

namespace mirrorwatch::wslconfig {
namespace {

constexpr const char* c_windows_end = "\r\n";

/// "\r\n", "\n", "\r", or nothing where the file ends there.
std::string end_of(std::string_view bytes, const Document& document, const Line& line) {
    const std::string text = text_of(bytes, document, line.bytes);
    const auto last = text.find_last_not_of("\r\n");
    const std::string end = text.substr(last == std::string::npos ? 0 : last + 1);
    return end.starts_with(c_windows_end) ? c_windows_end : end.substr(0, 1);
}

/// How the file's first line ends; Windows' way where it has none.
std::string usual_end(std::string_view bytes, const Document& document) {
    for (const Line& line : document.lines) {
        if (std::string end = end_of(bytes, document, line); !end.empty()) {
            return end;
        }
    }
    return c_windows_end;
}

bool begins_section(const Document& document, const Line& line) {
    if (line.kind == LineKind::Broken) {
        const Code code = document.diagnostics[line.index].code;
        return code == Code::ExpectedBracket || code == Code::ExpectedEndOfLine;
    }
    return line.kind == LineKind::Header;
}

struct SectionPart {
    const Line* header = nullptr;
    const Line* last_key = nullptr; // of its section; the header itself where there is none
};

std::vector<SectionPart> places(const Document& document, std::string_view section) {
    std::vector<SectionPart> found;
    bool inside = false;
    for (const Line& line : document.lines) {
        if (begins_section(document, line)) {
            inside = line.kind == LineKind::Header &&
                     equal_ignoring_case(document.sections[line.index].name, section);
            if (inside) {
                found.push_back({&line, &line});
            }
        } else if (inside && line.kind == LineKind::Key) {
            found.back().last_key = &line;
        }
    }
    return found;
}

std::string below(std::string_view bytes, const Document& document, const Line& line,
                  const std::string& text) {
    const std::string own = end_of(bytes, document, line);
    const std::string usual = usual_end(bytes, document);
    const std::string addition = own.empty() ? usual + text : text + own;
    return replaced(bytes, {line.bytes.end, line.bytes.end}, encode(addition, document.encoding));
}

std::string at_the_end(std::string_view bytes, const Document& document, std::string_view section,
                       const std::string& text, const std::string& end) {
    const bool unfinished = !document.lines.empty() && end_of(bytes, document, document.lines.back()).empty();
    const std::string addition =
        (unfinished ? end : "") + '[' + std::string{section} + ']' + end + text + end;
    return replaced(bytes, {document.end, document.end}, encode(addition, document.encoding));
}

} // namespace

std::string replaced(std::string_view bytes, Span span, std::string_view by) {
    std::string result{bytes.substr(0, span.begin)};
    result += by;
    result += bytes.substr(span.end);
    return result;
}

std::vector<std::string> with_line(std::string_view bytes, const Document& document, std::string_view section,
                                   const std::string& line) {
    std::vector<std::string> candidates;
    constexpr std::size_t c_most = 20; // each is a copy of the file
    for (const SectionPart& place : places(document, section)) {
        if (candidates.size() >= c_most) {
            break;
        }
        candidates.push_back(below(bytes, document, *place.last_key, line));
        if (place.last_key != place.header) {
            candidates.push_back(below(bytes, document, *place.header, line));
        }
    }
    const std::string usual = usual_end(bytes, document);
    candidates.push_back(at_the_end(bytes, document, section, line, usual));
    const bool ends_in_cr = !document.lines.empty() && end_of(bytes, document, document.lines.back()) == "\r";
    if (usual == "\r" || ends_in_cr) { // which ends neither a comment nor a broken line
        const std::string addition = "\n[" + std::string{section} + "]\n" + line + "\n";
        candidates.push_back(
            replaced(bytes, {document.end, document.end}, encode(addition, document.encoding)));
    }
    return candidates;
}

std::string section_above(const Document& document, const Line& line) {
    std::string name;
    for (const Line& other : document.lines) {
        if (other.bytes.begin >= line.bytes.begin) {
            break;
        }
        if (other.kind == LineKind::Header) {
            name = document.sections[other.index].name;
        }
    }
    return name;
}

std::string text_of(std::string_view bytes, const Document& document, Span span) {
    return decode(bytes.substr(span.begin, span.end - span.begin), document.encoding);
}

} // namespace mirrorwatch::wslconfig
