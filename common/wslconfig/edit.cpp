// SPDX-License-Identifier: MIT
#include "common/wslconfig/edit.hpp"

#include "common/ascii.hpp"
#include "common/wslconfig/lines.hpp"
#include "common/wslconfig/settings.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace mirrorwatch::wslconfig {
namespace {

const char* const c_cannot =
    "The file is written in a way in which this cannot be changed without changing more. Edit it by hand.";

/// What is edited: a key that WSL knows, or one that it does not and that stands in the file.
struct Target {
    const KnownKey* key = nullptr;
    std::string name; // canonical; as given for an unknown one

    [[nodiscard]] bool is(const KeyEntry& entry) const {
        return key != nullptr ? find_key(entry.key) == key : equal_ignoring_case(entry.key, name);
    }
};

Target target_of(const std::string& word) {
    const KnownKey* key = key_meant_by(word);
    return {key, key != nullptr ? std::string{key->name} : word};
}

Error unknown(const std::string& word) {
    const auto near = nearest_key(word);
    return {"WSL knows no key " + word + "." + (near ? " Was " + std::string{*near} + " meant?" : "")};
}

std::vector<const Line*> lines_of(const Document& document, const Target& target) {
    std::vector<const Line*> lines;
    for (const Line& line : document.lines) {
        if (line.kind == LineKind::Key && target.is(document.entries[line.index])) {
            lines.push_back(&line);
        }
    }
    return lines;
}

using Registered = std::vector<std::pair<std::string, std::string>>;

Registered others(const FileSettings& settings, const Target& target) {
    Registered found;
    for (const KeyEntry& entry : settings.document.entries) {
        if (!target.is(entry)) {
            found.emplace_back(lower(entry.key), entry.value);
        }
    }
    return found;
}

bool same_but(const Target& target, const FileSettings& before, const FileSettings& after) {
    for (std::size_t i = 0; i < known_keys().size(); ++i) {
        const KnownKey& key = known_keys()[i];
        // A wrong address of the DNS tunnel turns the tunnel off: the one key that another one sets.
        const bool follows =
            target.name == "experimental.dnsTunnelingIpAddress" && key.name == "wsl2.dnsTunneling";
        const bool same = before.values[i].value == after.values[i].value &&
                          before.values[i].is_default() == after.values[i].is_default();
        if (&key != target.key && !follows && !same) {
            return false;
        }
    }
    return others(before, target) == others(after, target) &&
           before.document.encoding == after.document.encoding;
}

/// The first candidate that, read again, is as wanted for the target and as before for all else.
template <class Wanted>
Result<std::string> first_right(const Target& target, const FileSettings& before,
                                std::vector<std::string> candidates, Wanted wanted) {
    for (std::string& candidate : candidates) {
        const Result<FileSettings> after = read(candidate);
        if (after && wanted(*after) && same_but(target, before, *after)) {
            return text_result(std::move(candidate));
        }
    }
    return Error{c_cannot};
}

/// The value as it is spelled in the file. Error: WSL has no spelling for it.
Result<std::string> spelled(const std::string& value) {
    std::string text;
    bool quotes = value.starts_with(' ') || value.ends_with(' ');
    for (const char c : value) {
        if (const auto escaped = std::string_view{"\\\"\b\n\t"}.find(c); escaped != std::string_view::npos) {
            text += {'\\', "\\\"bnt"[escaped]};
        } else if (c == '#') {
            quotes = true;
            text += c;
        } else if (c < ' ' || c == '\x7f') { // negative: not ASCII
            return Error{
                "WSL cannot take this value: only plain ASCII characters survive its reading of the file."};
        } else {
            text += c;
        }
    }
    return text_result(quotes ? '"' + text + '"' : text);
}

Error no_such_value(const KnownKey& key, const std::string& value) {
    const Code code = key.type == ValueType::Choice || key.type == ValueType::Mac ? Code::InvalidValue
                      : key.type == ValueType::Boolean                            ? Code::InvalidBoolean
                      : key.type == ValueType::Size                               ? Code::InvalidSize
                      : key.type == ValueType::Ip                                 ? Code::InvalidIp
                                                                                  : Code::InvalidInteger;
    const std::string name{key.name};
    std::string why = '"' + value + "\" is no value for " + name + ". ";
    switch (code) {
    case Code::InvalidBoolean:
        return {why + "It is true or false."};
    case Code::InvalidSize:
        return {why + "It is a size like 8GB or 512MB: capital letters, no blank, no fraction."};
    case Code::InvalidIp:
        return {why + "It is an IPv4 address."};
    case Code::InvalidInteger:
        return {why + (key.type == ValueType::Ports ? "It is a list of ports from 1 to 65535, like 3000,4000."
                                                    : "It is a whole number.")};
    default:
        break;
    }
    if (key.type == ValueType::Mac) {
        return {why + "It is an address like 00-11-22-33-44-55."};
    }
    why += "It can be:";
    for (const std::string_view choice : key.choices) {
        why += (choice == key.choices.front() ? " " : ", ") + std::string{choice};
    }
    return {why + "."};
}

/// The entry from which a key has its value; null where it is the default, or a wrong address's doing.
const KeyEntry* entry_that_sets(const FileSettings& settings, const Target& target) {
    const Setting& setting = settings[target.name];
    const KeyEntry* entry = setting.occurrence ? &settings.document.entries[*setting.occurrence] : nullptr;
    return entry != nullptr && setting.line == entry->line ? entry : nullptr;
}

Result<std::string> set(std::string_view bytes, const FileSettings& before, const Target& target,
                        const std::string& value) {
    if (target.key == nullptr) {
        return unknown(target.name);
    }
    const ValueReading wanted = read_value(*target.key, value);
    if (!wanted.value || wanted.rejected > 0) {
        return no_such_value(*target.key, value);
    }
    const Setting& now = before[target.name];
    if (now.value == wanted.value && entry_that_sets(before, target) != nullptr) {
        return text_result(std::string{bytes});
    }
    const Result<std::string> text = spelled(value);
    if (!text) {
        return text.error();
    }
    std::vector<std::string> candidates;
    if (now.occurrence) {
        const Span old = before.document.entries[*now.occurrence].value_bytes;
        candidates.push_back(replaced(bytes, old, encode(*text, before.document.encoding)));
    } else {
        const auto dot = target.name.find('.');
        candidates = with_line(bytes, before.document, target.name.substr(0, dot),
                               target.name.substr(dot + 1) + "=" + *text);
    }
    return first_right(target, before, std::move(candidates), [&](const FileSettings& after) {
        return after[target.name].value == wanted.value && entry_that_sets(after, target) != nullptr;
    });
}

bool is_gone(const FileSettings& settings, const Target& target) {
    return lines_of(settings.document, target).empty();
}

Error not_set(const Target& target) {
    return target.key == nullptr ? unknown(target.name) : Error{target.name + " is not set in the file."};
}

/// Without the lines; what stands behind a # stays.
Result<std::string> unset(std::string_view bytes, const FileSettings& before, const Target& target) {
    const auto lines = lines_of(before.document, target);
    if (lines.empty()) {
        return not_set(target);
    }
    std::string result;
    std::size_t kept = 0;
    const std::string mark = encode("#", before.document.encoding);
    for (const Line* line : lines) {
        const bool has_comment = bytes.substr(line->remark).starts_with(mark);
        const Span gone = has_comment ? Span{line->content, line->remark} : line->bytes;
        result += bytes.substr(kept, gone.begin - kept);
        kept = gone.end;
    }
    result += bytes.substr(kept);
    return first_right(target, before, {std::move(result)},
                       [&](const FileSettings& after) { return is_gone(after, target); });
}

/// Where a # has to stand so that all physical lines of this one are comments.
std::vector<std::size_t> physical_lines(std::string_view bytes, const Document& document, const Line& line) {
    std::vector<std::size_t> begins{line.content};
    const std::string feed = encode("\n", document.encoding);
    for (std::size_t at = line.content; at + feed.size() < line.remark; at += feed.size()) {
        if (bytes.substr(at, feed.size()) == feed) {
            begins.push_back(at + feed.size());
        }
    }
    return begins;
}

Result<std::string> comment(std::string_view bytes, const FileSettings& before, const Target& target) {
    const auto lines = lines_of(before.document, target);
    if (lines.empty()) {
        return not_set(target);
    }
    std::string result;
    std::size_t kept = 0;
    const std::string mark = encode("#", before.document.encoding);
    for (const Line* line : lines) {
        for (const std::size_t begin : physical_lines(bytes, before.document, *line)) {
            result += bytes.substr(kept, begin - kept);
            result += mark;
            kept = begin;
        }
    }
    result += bytes.substr(kept);
    return first_right(target, before, {std::move(result)},
                       [&](const FileSettings& after) { return is_gone(after, target); });
}

/// The bytes of the leading #s and of the blanks behind them; those stay where the line continues another.
Span comment_mark(std::string_view bytes, const Document& document, const Line& line, bool continues) {
    Cursor at{bytes, document.encoding};
    while (at.begin() < line.content) {
        at.next();
    }
    while (at.peek() == u'#') {
        at.next();
    }
    while (!continues && (at.peek() == u' ' || at.peek() == u'\t')) {
        at.next();
    }
    return {line.content, at.begin()};
}

/// Whether the line that begins at `begin` continues behind `end`.
bool goes_on(std::string_view bytes, std::size_t begin, std::size_t end) {
    const Result<Document> document = parse(bytes);
    const auto begins = [&](const Line& line) { return line.bytes.begin == begin; };
    const auto line = std::ranges::find_if(document->lines, begins);
    return line != document->lines.end() && line->bytes.end > end;
}

/// The file with this comment as a line, and with those that continue it. A backslash at the end does not
/// tell: it may belong to a remark.
std::string uncommented(std::string_view bytes, const Document& document, std::size_t first) {
    std::string result{bytes};
    const std::size_t begin = document.lines[first].bytes.begin;
    std::size_t gone = 0;
    for (std::size_t i = first; i < document.lines.size(); ++i) {
        const Line& line = document.lines[i];
        if (line.kind != LineKind::Comment) {
            break;
        }
        const Span mark = comment_mark(bytes, document, line, i > first);
        result.erase(mark.begin - gone, mark.end - mark.begin);
        gone += mark.end - mark.begin;
        if (!goes_on(result, begin, line.bytes.end - gone)) {
            break;
        }
    }
    return result;
}

bool may_assign(std::string_view bytes, const Document& document, const Line& line, const Target& target) {
    const Span mark = comment_mark(bytes, document, line, false);
    const std::string text = decode(bytes.substr(mark.end, line.bytes.end - mark.end), document.encoding);
    const std::string name = target.name.substr(target.name.find('.') + 1);
    return equal_ignoring_case(std::string_view{text}.substr(0, name.size()), name) &&
           text.find('=') != std::string::npos;
}

Result<std::string> uncomment(std::string_view bytes, const FileSettings& before, const Target& target) {
    const Document& document = before.document;
    const auto set_lines = lines_of(document, target);
    if (!set_lines.empty()) {
        return Error{target.name + " is set already, in line " + std::to_string(set_lines.front()->number) +
                     "."};
    }
    int tries = 100; // each reads the whole file
    for (std::size_t i = 0; i < document.lines.size() && tries > 0; ++i) {
        const Line& line = document.lines[i];
        if (line.kind != LineKind::Comment || !may_assign(bytes, document, line, target)) {
            continue;
        }
        --tries;
        auto result = first_right(target, before, {uncommented(bytes, document, i)},
                                  [&](const FileSettings& after) { return !is_gone(after, target); });
        if (result) {
            return result;
        }
    }
    return target.key == nullptr
               ? unknown(target.name)
               : Error{"No comment in the section of " + target.name + " is an assignment of it."};
}

} // namespace

std::string to_text(const Edit& edit) {
    const std::string name = target_of(edit.key).name;
    switch (edit.kind) {
    case Edit::Kind::Set:
        return "set " + name + "=" + edit.value;
    case Edit::Kind::Unset:
        return "unset " + name;
    case Edit::Kind::Comment:
        return "comment out " + name;
    case Edit::Kind::Uncomment:
        break;
    }
    return "uncomment " + name;
}

Result<std::string> apply_edit(std::string_view bytes, const Edit& edit) {
    const Result<FileSettings> before = read(bytes);
    if (!before) {
        return before.error();
    }
    const Target target = target_of(edit.key);
    switch (edit.kind) {
    case Edit::Kind::Set:
        return set(bytes, *before, target, edit.value);
    case Edit::Kind::Unset:
        return unset(bytes, *before, target);
    case Edit::Kind::Comment:
        return comment(bytes, *before, target);
    case Edit::Kind::Uncomment:
        break;
    }
    return uncomment(bytes, *before, target);
}

} // namespace mirrorwatch::wslconfig
