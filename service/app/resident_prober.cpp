// SPDX-License-Identifier: MIT
#include "service/app/resident_prober.hpp"

#include "common/prober_protocol.hpp"

#include <limits>
#include <utility>
#include <variant>

namespace mirrorwatch::app {

ResidentProber::ResidentProber(boost::asio::io_context& loop, sense::LookUp look_up,
                               probe::SystemProbe system, std::function<void(const std::string& frame)> write)
    : write_(std::move(write))
    , look_again_(loop)
    , prober_(
          loop, [this](const decide::Event& event) { probed(event); }, std::move(look_up),
          std::numeric_limits<int>::max(), std::move(system)) {}

bool ResidentProber::take(std::string_view bytes) {
    questions_.feed(bytes);
    while (const auto payload = questions_.next()) {
        Result<prober::Question> question = prober::question_from_json(*payload);
        if (!question) {
            return false;
        }
        prober_.start(
            {question->id, std::move(question->endpoint), question->timeout, {}, question->by_proxy});
    }
    return !questions_.is_broken();
}

void ResidentProber::probed(const decide::Event& event) {
    const auto& done = std::get<decide::ProbeDone>(event);
    write_(frame(prober::to_json(prober::Answer{done.id, done.result})));
    if (prober_.is_idle()) {
        look_again_();
    }
}

} // namespace mirrorwatch::app
