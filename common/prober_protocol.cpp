// SPDX-License-Identifier: MIT
#include "common/prober_protocol.hpp"

#include "common/described.hpp"
#include "common/utf8.hpp"

namespace mirrorwatch::prober {
namespace {

// In JSON a byte has six at most.
constexpr std::size_t c_longest_error = 1'000;

} // namespace

BOOST_DESCRIBE_STRUCT(Question, (), (id, timeout, by_proxy, endpoint))
BOOST_DESCRIBE_STRUCT(Answer, (), (id, result))

std::string to_json(const Question& question) {
    return json::to_text(question);
}

std::string to_json(const Answer& answer) {
    Answer written = answer;
    written.result.error = shortened(answer.result.error, c_longest_error);
    return json::to_text(written);
}

Result<Question> question_from_json(std::string_view text) {
    return json::read<Question>(text, "question");
}

Result<Answer> answer_from_json(std::string_view text) {
    return json::read<Answer>(text, "answer");
}

} // namespace mirrorwatch::prober
