// SPDX-License-Identifier: MIT
#include "service/cli/config_words.hpp"

#include <doctest/doctest.h>

#include <charconv>
#include <vector>

using namespace mirrorwatch::cli;

namespace {

using Text = std::optional<std::string>;

struct Row {
    Text before;
    Text after;
    std::string diff; // behind the two lines with the path
};

/// Lines 1 to `count`, "1\n2\n…", with one of them replaced.
std::string numbered(int count, int changed = 0, const std::string& line = "") {
    std::string text;
    for (int i = 1; i <= count; ++i) {
        text += i == changed ? line : std::to_string(i) + "\n";
    }
    return text;
}

// As GNU's diff -u has it, but for two changes far from each other, which it shows more briefly.
const std::vector<Row> c_rows{
    {numbered(9, 5, "old\n"), numbered(9, 5, "new\n"),
     "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-old\n+new\n 6\n 7\n 8\n"},
    {"a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"},
    {"a\n", "a\nb\n", "@@ -1 +1,2 @@\n a\n+b\n"},
    {"a\nb\n", "b\n", "@@ -1,2 +1 @@\n-a\n b\n"},
    {numbered(5), numbered(5) + "6\n", "@@ -3,3 +3,4 @@\n 3\n 4\n 5\n+6\n"},
    {numbered(5), "0\n" + numbered(5), "@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"},
    {"", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"},
    {"a\n", "", "@@ -1 +0,0 @@\n-a\n"},
    {std::nullopt, "a\n", "@@ -0,0 +1 @@\n+a\n"},
    {"a\nb\n", std::nullopt, "@@ -1,2 +0,0 @@\n-a\n-b\n"},
    {"a\nb", "a\nc",
     "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"},
    {"a", "a\nb\n", "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n"},
    {"a\nb", "c\nb", "@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n"},
    {"a\r\nb\r\n", "a\r\nc\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"},
    {"x\rold\rz", "x\rnew\rz",
     "@@ -1 +1 @@\n-x\rold\rz\n\\ No newline at end of file\n+x\rnew\rz\n\\ No newline at end of file\n"},
    // From the first to the last difference in one hunk; lines that repeat are not counted twice.
    {"a\nb\nc\nd\n", "A\nb\nc\nD\n", "@@ -1,4 +1,4 @@\n-a\n-b\n-c\n-d\n+A\n+b\n+c\n+D\n"},
    {"a\na\na\n", "a\na\n", "@@ -1,3 +1,2 @@\n a\n a\n-a\n"},
};

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size(); at += lines.back().size()) {
        lines.push_back(text.substr(at, text.find('\n', at) - at + (text.find('\n', at) != text.npos)));
    }
    return lines;
}

std::size_t number(const std::string& text, std::size_t at) {
    std::size_t value = 0;
    std::from_chars(text.data() + at, text.data() + text.size(), value);
    return value;
}

/// As patch does it: the numbers of the hunk count, and every line that is not added must be there.
std::string patched(const std::string& before, const std::string& diff) {
    const std::vector<std::string> old_lines = split(before);
    const std::vector<std::string> lines = split(diff);
    const std::string& head = lines.at(2);
    const std::string old_range = head.substr(3, head.find('+') - 4);
    std::size_t at = number(old_range, 1);
    const std::size_t count =
        old_range.find(',') == old_range.npos ? 1 : number(old_range, old_range.find(',') + 1);
    at -= count == 0 ? 0 : 1;
    std::string result;
    for (std::size_t i = 0; i < at; ++i) {
        result += old_lines.at(i);
    }
    const std::size_t end = at + count;
    for (std::size_t i = 3; i < lines.size(); ++i) {
        std::string line = lines[i].substr(1);
        if (i + 1 < lines.size() && lines[i + 1].starts_with('\\')) {
            line.pop_back();
        }
        if (lines[i].starts_with('\\')) {
            continue;
        }
        if (!lines[i].starts_with('+')) {
            REQUIRE(old_lines.at(at) == line);
            ++at;
        }
        if (!lines[i].starts_with('-')) {
            result += line;
        }
    }
    REQUIRE(at == end);
    for (; at < old_lines.size(); ++at) {
        result += old_lines[at];
    }
    return result;
}

} // namespace

TEST_CASE("a change is shown as diff -u shows it") {
    for (const Row& row : c_rows) {
        const std::string old_name = row.before ? "--- f\n" : "--- /dev/null\n";
        const std::string new_name = row.after ? "+++ f\n" : "+++ /dev/null\n";
        CHECK(unified_diff("f", row.before, row.after) == old_name + new_name + row.diff);
    }
}

TEST_CASE("applied to the file before, a diff gives the file after") {
    for (const Row& row : c_rows) {
        const std::string diff = unified_diff("f", row.before, row.after);
        CHECK(patched(row.before.value_or(""), diff) == row.after.value_or(""));
    }
    for (int changed = 1; changed <= 12; ++changed) {
        for (const std::string line : {"", "new\n", "new\nlines\n"}) {
            const std::string before = numbered(12);
            const std::string after = numbered(12, changed, line);
            CHECK(patched(before, unified_diff("f", before, after)) == after);
            CHECK(patched(after, unified_diff("f", after, before)) == before);
        }
    }
}

TEST_CASE("nothing to show where nothing changes") {
    CHECK(unified_diff("f", "a\nb", "a\nb").empty());
    CHECK(unified_diff("f", std::nullopt, std::nullopt).empty());
    CHECK(unified_diff("f", "", "").empty());
}
