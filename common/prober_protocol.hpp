// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What the service asks a user's prober, the process that probes as that user for as long as there is
/// something to probe, and what it answers. One JSON object a frame (common/framing.hpp), questions on
/// standard input, answers on standard output. Many questions are under way at once; answers come as they
/// are ready.
namespace mirrorwatch::prober {

/// Answered exactly once, within `timeout` of its coming.
struct Question {
    std::uint64_t id = 0;
    std::chrono::milliseconds timeout{0};
    bool by_proxy = false; // Http: by the user's proxy, if there is one for the host
    EndpointSpec endpoint;
    friend bool operator==(const Question&, const Question&) = default;
};

struct Answer {
    std::uint64_t id = 0;
    ProbeResult result;
    friend bool operator==(const Answer&, const Answer&) = default;
};

/// The longest answer that is taken, in bytes. A question is as long as a frame may be.
inline constexpr std::size_t c_answer_cap = std::size_t{16} * 1024;

[[nodiscard]] std::string to_json(const Question& question);
/// Not longer than c_answer_cap: a long error is cut.
[[nodiscard]] std::string to_json(const Answer& answer);
/// Errors name the member that is missing or of the wrong type.
[[nodiscard]] Result<Question> question_from_json(std::string_view text);
[[nodiscard]] Result<Answer> answer_from_json(std::string_view text);

} // namespace mirrorwatch::prober
