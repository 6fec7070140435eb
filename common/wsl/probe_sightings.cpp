// SPDX-License-Identifier: MIT
#include "common/json_codec.hpp"
#include "common/names.hpp"
#include "common/number.hpp"
#include "common/probe/http_rules.hpp"
#include "common/wsl/probe_script.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <utility>

/// What the script of the probes has said of each endpoint.
namespace mirrorwatch {

template <>
inline constexpr std::array<std::string_view, 9> c_names_of<wsl::GuestTool>{
    "none", "name", "curl", "bash", "nc", "wget", "telnet", "getent", "proc"};

} // namespace mirrorwatch

namespace mirrorwatch::wsl {
namespace {

using std::chrono::milliseconds;

struct Fact {
    std::size_t number = 0;
    std::string is;
    std::string text;
    GuestTool tool = GuestTool::None;
    int code = 0;
    milliseconds took{0};
};

Fact fact_from(json::Fields& fields) {
    Fact fact;
    fact.number = fields.get<std::size_t>("n", {.largest = 100'000});
    fact.is = fields.get<std::string>("is");
    if (fact.is != "result") {
        fact.text = fields.get<std::string>("text");
        return fact;
    }
    fact.tool = fields.get<GuestTool>("tool");
    fact.code = fields.get<std::uint8_t>("code");
    fact.text = fields.get<std::string>("why");
    fact.took = fields.get<milliseconds>("ms", {.largest = 3'600'000});
    return fact;
}

int base64_digit(char c) {
    constexpr std::string_view c_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto at = c_digits.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// False where it is no base64. Each part is whole by itself.
bool append_base64(std::string& bytes, std::string_view text) {
    unsigned bits = 0;
    int count = 0;
    const std::size_t end = text.find_last_not_of('=') + 1;
    for (const char c : text.substr(0, end)) {
        const int digit = base64_digit(c);
        if (digit < 0) {
            return false;
        }
        bits = bits << 6 | static_cast<unsigned>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xff);
        }
    }
    return bytes.size() <= probe::c_body_cap;
}

/// "200 0.001 0.002 0.000 0.010 0.011 0": status, five times, redirects; some old curls write a comma.
bool read_curl(GuestSighting& seen, std::string text) {
    std::replace(text.begin(), text.end(), ',', '.');
    std::istringstream words{text};
    int status = 0;
    if (!(words >> status)) {
        return false;
    }
    if (status != 0) {
        seen.status = status;
    }
    seen.seconds.assign(5, 0);
    for (double& time : seen.seconds) {
        words >> time;
    }
    return static_cast<bool>(words >> seen.redirects);
}

bool read_attempts(GuestSighting& seen, const std::string& text) {
    seen.attempts = number_from<int>(text).value_or(0);
    return seen.attempts >= 1 && seen.attempts <= c_most_attempts;
}

bool read_status(GuestSighting& seen, const std::string& text) {
    if (text == "none") {
        seen.status = 0;
        return true;
    }
    seen.status = number_from<int>(text).value_or(0);
    return seen.status >= 100 && seen.status <= 999;
}

/// False where it makes no sense.
bool take(GuestSighting& seen, const Fact& fact) {
    if (fact.is == "body") {
        return append_base64(seen.body, fact.text);
    }
    if (fact.is == "curl") {
        return read_curl(seen, fact.text);
    }
    if (fact.is == "status") {
        return read_status(seen, fact.text);
    }
    if (fact.is == "attempts") {
        return read_attempts(seen, fact.text);
    }
    for (const auto& [word, list] :
         {std::pair{"address", &GuestSighting::addresses}, std::pair{"route4", &GuestSighting::routes_v4},
          std::pair{"address6", &GuestSighting::addresses_v6}, std::pair{"route6", &GuestSighting::routes_v6},
          std::pair{"listens", &GuestSighting::listening}}) {
        if (fact.is == word) {
            (seen.*list).push_back(fact.text);
            return true;
        }
    }
    return false;
}

} // namespace

std::vector<std::optional<Result<GuestSighting>>> read_sightings(const GuestReport& report,
                                                                 std::size_t endpoints) {
    const Error nonsense{"what WSL answered makes no sense"};
    std::vector<GuestSighting> seen(endpoints);
    std::vector<std::optional<Result<GuestSighting>>> sightings(endpoints);
    std::vector<bool> broken(endpoints);
    for (const std::string& line : report.facts) {
        const auto fact = json::read<Fact>(line, "fact", fact_from);
        if (!fact || fact->number >= endpoints) {
            continue; // whose it is, is not known; the one it belongs to is missed
        }
        GuestSighting& one = seen[fact->number];
        if (fact->is != "result") {
            broken[fact->number] = !take(one, *fact) || broken[fact->number];
            continue;
        }
        one.tool = fact->tool;
        one.code = fact->code;
        one.why = fact->text;
        one.took = fact->took;
        sightings[fact->number] = GuestSighting{};
    }
    for (std::size_t i = 0; i < endpoints; ++i) {
        if (sightings[i]) {
            sightings[i] = broken[i] ? Result<GuestSighting>{nonsense} : Result<GuestSighting>{seen[i]};
        }
    }
    return sightings;
}

} // namespace mirrorwatch::wsl
