#include "common/wslconfig/networking_mode.hpp"

#include <algorithm>

namespace mirrorwatch::wslconfig {
namespace {

constexpr std::string_view c_name = "networkingMode";
constexpr std::string_view c_new_line = "\r\n"; // of a file that has none yet

bool is_networking_mode(const Entry& entry) {
    return entry.key == "wsl2.networkingmode" || entry.key == "experimental.networkingmode";
}

struct Insertion {
    std::size_t at = 0;
    std::string text;
};

Insertion new_line_for(const Document& document, const std::string& assignment) {
    const std::string end = document.end_of_line.empty() ? std::string{c_new_line} : document.end_of_line;
    const auto found = std::find_if(document.sections.begin(), document.sections.end(),
                                    [](const Section& section) { return section.name == "wsl2"; });
    if (found == document.sections.end())
        return {document.end, (document.ends_with_line ? "" : end) + "[wsl2]" + end + assignment + end};
    if (found->end_of_line.empty())
        return {found->insertion, end + assignment + end};
    return {found->insertion, assignment + found->end_of_line};
}

std::string replaced(std::string_view bytes, Span span, std::string_view by) {
    std::string result{bytes.substr(0, span.begin)};
    result += by;
    result += bytes.substr(span.end);
    return result;
}

std::string edited(std::string_view bytes, const Document& document, const std::optional<Entry>& occurrence,
                   std::string_view mode) {
    if (occurrence)
        return replaced(bytes, occurrence->value_bytes, encode(mode, document.encoding));
    const auto insertion = new_line_for(document, std::string{c_name} + "=" + std::string{mode});
    return replaced(bytes, {insertion.at, insertion.at}, encode(insertion.text, document.encoding));
}

using Setting = std::pair<std::string, std::string>;

std::vector<Setting> all_but_networking_mode(const Document& document) {
    std::vector<Setting> others;
    for (const Entry& entry : document.entries)
        if (!is_networking_mode(entry))
            others.emplace_back(entry.key, entry.value);
    return others;
}

} // namespace

NetworkingModeSetting networking_mode(const Document& document) {
    const auto found = std::find_if(document.entries.begin(), document.entries.end(), is_networking_mode);
    if (found == document.entries.end())
        return {};
    const NetworkingMode mode = networking_mode_from(found->value);
    return {mode == NetworkingMode::Unknown ? NetworkingMode::Nat : mode, *found};
}

Result<NetworkingModeSetting> networking_mode(std::string_view bytes) {
    const auto document = parse(bytes);
    if (document.has_error())
        return document.error();
    return networking_mode(*document);
}

Result<std::string> set_networking_mode(std::string_view bytes, NetworkingMode mode) {
    const auto before = parse(bytes);
    if (before.has_error())
        return before.error();
    if (mode == NetworkingMode::Unknown)
        return Error{"There is no networking mode of that name."};
    const auto setting = networking_mode(*before);
    if (setting.occurrence && networking_mode_from(setting.occurrence->value) == mode)
        return text_result(std::string{bytes});

    std::string result = edited(bytes, *before, setting.occurrence, to_string(mode));
    const auto after = parse(result);
    const bool right = after.has_value() && networking_mode(*after).mode == mode &&
                       networking_mode(*after).occurrence.has_value() &&
                       all_but_networking_mode(*after) == all_but_networking_mode(*before);
    if (!right)
        return Error{
            "The file is written in a way in which networkingMode cannot be changed without changing more."};
    return text_result(std::move(result));
}

} // namespace mirrorwatch::wslconfig
