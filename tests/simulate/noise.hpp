// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/decide/core/event.hpp"
#include "tests/simulate/random.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace mirrorwatch::simulate {

/// What becomes of an observation on its way.
enum class Fate {
    Good,
    Late,
    Missing,
    Contradicting,
    Stuck, // what was seen the last time is seen again
};

/// Whose observation it is: those of one source fail together.
enum class Source { Windows, Guest, Host };

/// The noise of one history: single observations that fail by themselves, and spells in which whatever a
/// source, or every source, says is late, lost, stuck or wrong. It follows from the seed, and not from what
/// is asked.
class Noise {
public:
    Noise(std::uint64_t seed, unsigned percent);

    [[nodiscard]] Fate fate(Source source, std::chrono::milliseconds now);

    /// From now on there is none.
    void end() { percent_ = 0; }

private:
    void pass_to(std::chrono::milliseconds now);
    void begin_spell();

    unsigned percent_;
    Random single_;
    Random spells_;
    std::chrono::milliseconds from_{0}; // of the spell that is there or comes next
    std::chrono::milliseconds until_{0};
    Fate kind_ = Fate::Good;
    std::optional<Source> source_; // nothing: all of them
};

/// What each source said the last time.
class Memory {
public:
    /// The event gets what a former one of its kind had; nothing changes if there was none.
    void repeat(decide::Event& event, const std::string& endpoint) const;
    void note(const decide::Event& event, const std::string& endpoint);

private:
    std::map<std::string, ProbeResult> probes_;
    std::map<std::size_t, agent::Reply> replies_; // by their kind
    std::optional<AdapterTable> table_;
    std::optional<HostFacts> facts_;
};

/// Says the opposite of what was seen: a probe that failed succeeded, a neighbour that answers is silent.
void contradict(decide::Event& event, Random& random);
/// The answer says that nothing could be found out.
void lose(decide::Event& event);

} // namespace mirrorwatch::simulate
