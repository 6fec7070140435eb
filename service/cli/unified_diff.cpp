#include "service/cli/unified_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace mirrorwatch::cli {
namespace {

using Lines = std::vector<std::string_view>; // each with its line feed, where it has one

constexpr std::size_t c_context = 3;

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t feed = text.find('\n');
        lines.push_back(text.substr(0, feed == text.npos ? text.size() : feed + 1));
        text.remove_prefix(lines.back().size());
    }
    return lines;
}

/// "-2,7": the first line and how many; a range without lines is named by the line before it.
std::string range(char sign, std::size_t first, std::size_t count) {
    const std::string text = sign + std::to_string(count == 0 ? first : first + 1);
    return count == 1 ? text : text + "," + std::to_string(count);
}

std::string marked(char mark, const Lines& lines, std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < to; ++i) {
        text += mark;
        text += lines[i];
        text += lines[i].ends_with('\n') ? "" : "\n\\ No newline at end of file\n";
    }
    return text;
}

std::string name(std::string_view path, bool is_there) {
    return std::string{is_there ? path : "/dev/null"} + "\n";
}

} // namespace

std::string unified_diff(std::string_view path, const std::optional<std::string>& before,
                         const std::optional<std::string>& after) {
    const Lines old_lines = lines_of(before ? *before : std::string_view{});
    const Lines new_lines = lines_of(after ? *after : std::string_view{});
    const auto first = std::ranges::mismatch(old_lines, new_lines);
    const auto same_before = static_cast<std::size_t>(first.in1 - old_lines.begin());
    if (same_before == old_lines.size() && same_before == new_lines.size()) {
        return {};
    }
    const auto last = std::mismatch(old_lines.rbegin(), std::make_reverse_iterator(first.in1),
                                    new_lines.rbegin(), std::make_reverse_iterator(first.in2));
    const auto same_after = static_cast<std::size_t>(last.first - old_lines.rbegin());
    const std::size_t begin = same_before - std::min(same_before, c_context);
    const std::size_t old_changed = old_lines.size() - same_after;
    const std::size_t new_changed = new_lines.size() - same_after;
    const std::size_t context = std::min(same_after, c_context);
    return "--- " + name(path, before.has_value()) + "+++ " + name(path, after.has_value()) + "@@ " +
           range('-', begin, old_changed + context - begin) + " " +
           range('+', begin, new_changed + context - begin) + " @@\n" +
           marked(' ', old_lines, begin, same_before) + marked('-', old_lines, same_before, old_changed) +
           marked('+', new_lines, same_before, new_changed) +
           marked(' ', old_lines, old_changed, old_changed + context);
}

} // namespace mirrorwatch::cli
