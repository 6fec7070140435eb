// SPDX-License-Identifier: MIT
#include "service/doctor/report.hpp"

#include "common/utc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::doctor {
namespace {

namespace bj = boost::json;

constexpr std::size_t c_result_width = 9; // "unknown" and two blanks

bool is_wrong(const CheckLine& line) {
    return line.judgement.result == CheckResult::Fail || line.judgement.result == CheckResult::Warn;
}

bool is_shown(const CheckLine& line, Extent extent) {
    return extent == Extent::All || is_wrong(line);
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

std::size_t longest_id(const std::vector<CheckLine>& lines) {
    std::size_t longest = 0;
    for (const CheckLine& line : lines) {
        longest = std::max(longest, line.id.size());
    }
    return longest;
}

std::string lines_of(const CheckLine& line, std::size_t id_width) {
    const Judgement& judgement = line.judgement;
    const std::string margin(c_result_width + id_width + 2, ' ');
    std::string text = padded(std::string{name_of(judgement.result)}, c_result_width) +
                       padded(line.id, id_width + 2) + judgement.fact + "\n";
    text += judgement.why.empty() ? "" : margin + judgement.why + "\n";
    text += judgement.command.empty() ? "" : margin + "Do: " + judgement.command + "\n";
    return text;
}

std::size_t count_of(const std::vector<CheckLine>& lines, CheckResult result) {
    return static_cast<std::size_t>(
        std::ranges::count(lines, result, [](const CheckLine& line) { return line.judgement.result; }));
}

/// "31 fine, 1 wrong, 2 warnings, 3 not known"
std::string summary(const std::vector<CheckLine>& lines) {
    constexpr std::array<std::pair<CheckResult, std::string_view>, 4> c_words{
        {{CheckResult::Ok, " fine"},
         {CheckResult::Fail, " wrong"},
         {CheckResult::Warn, " to look at"},
         {CheckResult::Unknown, " not known"}}};
    std::string text;
    for (const auto& [result, word] : c_words) {
        if (const std::size_t count = count_of(lines, result); count > 0) {
            text += (text.empty() ? "" : ", ") + std::to_string(count) + std::string{word};
        }
    }
    return text + "\n";
}

bj::value text_or_null(const std::string& text) {
    return text.empty() ? bj::value(nullptr) : bj::value(text);
}

bj::object to_json(const CheckLine& line) {
    return {{"id", line.id},
            {"title", line.title},
            {"result", name_of(line.judgement.result)},
            {"fact", line.judgement.fact},
            {"why", text_or_null(line.judgement.why)},
            {"command", text_or_null(line.judgement.command)}};
}

} // namespace

std::string_view name_of(CheckResult result) {
    constexpr std::array<std::string_view, 4> names{"ok", "warn", "fail", "unknown"};
    return names.at(static_cast<std::size_t>(result));
}

std::string report_table(const std::vector<CheckLine>& lines, Extent extent) {
    std::string text;
    const std::size_t id_width = longest_id(lines);
    for (const CheckLine& line : lines) {
        text += is_shown(line, extent) ? lines_of(line, id_width) : "";
    }
    return extent == Extent::All ? text + "\n" + summary(lines) : text;
}

std::string report_json(const std::vector<CheckLine>& lines, std::chrono::sys_seconds now, Extent extent) {
    bj::array checks;
    for (const CheckLine& line : lines) {
        if (is_shown(line, extent)) {
            checks.emplace_back(to_json(line));
        }
    }
    const bj::object object{{"version", 1},
                            {"time", to_iso(now)},
                            {"wrong", is_anything_wrong(lines, false)},
                            {"checks", std::move(checks)}};
    return bj::serialize(object) + "\n";
}

bool is_anything_wrong(const std::vector<CheckLine>& lines, bool strict) {
    return count_of(lines, CheckResult::Fail) > 0 || (strict && count_of(lines, CheckResult::Warn) > 0);
}

} // namespace mirrorwatch::doctor
