// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/facts.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What `doctor` makes of the facts: one line for each check. Pure; any thread.
namespace mirrorwatch::doctor {

enum class CheckResult { Ok, Warn, Fail, Unknown };

/// What a judge says. One that is fine has a fact and nothing else.
struct Judgement {
    CheckResult result = CheckResult::Ok;
    std::string fact;         // what was seen, in a sentence
    std::string why = {};     // why that matters
    std::string command = {}; // exactly what mends it; empty: no command does
    bool stops = false;       // what comes after it in the table says nothing then

    friend bool operator==(const Judgement&, const Judgement&) = default;
};

[[nodiscard]] Judgement ok(std::string fact);
[[nodiscard]] Judgement warn(std::string fact, std::string why, std::string command = {});
/// It stops what comes after it.
[[nodiscard]] Judgement fail(std::string fact, std::string why, std::string command = {});
[[nodiscard]] Judgement unknown(std::string fact);

struct CheckLine {
    std::string id;
    std::string title;
    Judgement judgement;
};

/// One check. It is Unknown when a group that it needs is missing; and when it would tell something wrong,
/// but a check that comes before it stops it: then this could be a consequence of that.
struct CheckRow {
    std::string_view id;    // "wsl-version"
    std::string_view title; // "WSL's version"
    std::vector<Need> needs;
    Judgement (*judge)(const DoctorFacts& facts);
    std::vector<std::string_view> after = {}; // ids of rows whose failure stops it
};

/// Add a check here: one row, one judge.
[[nodiscard]] std::span<const CheckRow> check_table();

/// One for each row, in its order.
[[nodiscard]] std::vector<CheckLine> run_checks(const DoctorFacts& facts);

} // namespace mirrorwatch::doctor
