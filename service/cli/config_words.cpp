// SPDX-License-Identifier: MIT
#include "service/cli/config_words.hpp"

#include "common/ascii.hpp"
#include "common/names.hpp"
#include "service/cli/config_view.hpp"
#include "service/cli/table.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
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

using wslconfig::Diagnostic;
using wslconfig::Edit;
using wslconfig::KnownKey;
using wslconfig::Setting;

std::string_view participle(Edit::Kind kind) {
    switch (kind) {
    case Edit::Kind::Set:
        return "Set";
    case Edit::Kind::Unset:
        return "Removed";
    case Edit::Kind::Comment:
        return "Commented out";
    case Edit::Kind::Uncomment:
        break;
    }
    return "Uncommented";
}

std::string described(const KnownKey& key, const ConfigView& view) {
    if (!view.settings) {
        return "unreadable";
    }
    const Setting& setting = (*view.settings)[key.name];
    std::string value = value_text(key, setting.value);
    if (!setting.is_default()) {
        return value;
    }
    return "the default " + (value.starts_with('(') ? value : "(" + value + ")");
}

/// "Set: wsl2.networkingMode was mirrored, is now nat."
std::string done(const Edit& edit, const ConfigView& before, const ConfigView& after) {
    const std::string start = std::string{participle(edit.kind)} + ": ";
    const KnownKey* key = wslconfig::key_meant_by(edit.key);
    if (key == nullptr) {
        return start + visible(edit.key) + ", which WSL does not know.";
    }
    return start + std::string{key->name} + " was " + described(*key, before) + ", is now " +
           described(*key, after) + ".";
}

/// Those that the change brought: lines may have moved, so these do not count.
std::vector<Diagnostic> new_ones(const ConfigView& before, const ConfigView& after) {
    std::vector<Diagnostic> found;
    std::ranges::copy_if(after.diagnostics, std::back_inserter(found), [&](const Diagnostic& now) {
        return std::ranges::none_of(before.diagnostics, [&](const Diagnostic& old) {
            return old.code == now.code && old.key == now.key;
        });
    });
    return found;
}

std::optional<std::string> text_of(const std::optional<std::string>& bytes) {
    if (!bytes) {
        return std::nullopt;
    }
    const auto encoding = wslconfig::encoding_of(*bytes);
    return wslconfig::decode(*bytes, encoding ? *encoding : wslconfig::Encoding::Utf8);
}

/// A change that no diff of texts can show.
std::string invisible_change(const agent::FileChange& change, const ChangedFile& file) {
    if (!change.before) {
        return file.path + " would be made, and be empty.\n";
    }
    return file.path + (change.after
                            ? " would keep its text; its encoding, or what is no text in it, changes.\n"
                            : ", which is empty, would be removed.\n");
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

std::string backup_words(const agent::FileChange& change, const ChangedFile& file) {
    if (!change.backup) {
        return {};
    }
    const std::string number = std::to_string(*change.backup);
    return " Backup " + number + "; to go back: mirrorwatch wslconfig undo " + number +
           (file.is_wsls ? "" : " --file \"" + file.path + "\"");
}

std::string when_it_counts(const ChangedFile& file) {
    return file.is_wsls ? "It counts from WSL's next start. \"wsl --shutdown\" would end all distros.\n" : "";
}

std::string edit_words(const Edit& edit, const agent::FileChange& change, const ChangedFile& file,
                       const wslconfig::Policies& policies) {
    if (change.before == change.after) {
        return file.path + " already says so. Nothing was written.\n";
    }
    const ConfigView before = view_of(file.path, change.before, policies);
    const ConfigView after = view_of(file.path, change.after, policies);
    return done(edit, before, after) + backup_words(change, file) + "\n" +
           diagnostic_lines(new_ones(before, after)) + when_it_counts(file);
}

std::string undo_words(std::optional<int> number, const agent::FileChange& change, const ChangedFile& file) {
    const std::string what = number ? "change " + std::to_string(*number) : "its newest change";
    if (change.before == change.after) {
        return file.path + " is as it was before " + what + " already. Nothing was written.\n";
    }
    const std::string done = change.after ? file.path + " is again as it was before " + what + "."
                                          : file.path + " is removed: there was none before " + what + ".";
    return done + backup_words(change, file) + "\n" + when_it_counts(file);
}

bool makes_no_sense(const Edit& edit, const Error& why) {
    if (edit.kind != Edit::Kind::Set) {
        return false;
    }
    const auto alone = wslconfig::apply_edit("", edit);
    return !alone && alone.error().message == why.message;
}

bool is_set_by_repairs(std::string_view key) {
    const std::string_view name = key.substr(key.find_last_of('.') + 1);
    const auto is_it = [&](std::string_view other) { return equal_ignoring_case(name, other); };
    return is_it("networkingMode") || std::ranges::any_of(c_names_of<ConfigSetting>, is_it);
}

std::string dry_run_words(const agent::FileChange& change, const ChangedFile& file) {
    if (change.before == change.after) {
        return file.path + " already says so. Nothing would be written.\n";
    }
    const std::string diff = unified_diff(file.path, text_of(change.before), text_of(change.after));
    return diff.empty() ? invisible_change(change, file) : diff;
}

} // namespace mirrorwatch::cli
