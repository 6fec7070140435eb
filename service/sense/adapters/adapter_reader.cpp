// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapter_reader.hpp"

#include "service/sense/blocking_calls.hpp"

#include <set>
#include <utility>

namespace mirrorwatch::sense {

struct AdapterReader::State {
    decide::EventSink sink;
    Complain complain;
    AdapterTable last;
    std::set<std::string> silent;

    void report(decide::ActionId id, Result<TableReading> reading) {
        if (reading) {
            last = std::move(reading->table);
            tell_silent({reading->silent.begin(), reading->silent.end()});
        } else {
            complain("The network adapters could not be read. " + reading.error().message);
        }
        sink(decide::AdaptersRead{id, last});
    }

    void tell_silent(std::set<std::string> now) {
        for (const std::string& part : now) {
            if (!silent.contains(part)) {
                sink(decide::ServiceTrouble{part, Message{MessageId::WindowsDoesNotAnswer, {part}}});
            }
        }
        for (const std::string& part : silent) {
            if (!now.contains(part)) {
                sink(decide::ServiceTrouble{part, std::nullopt});
            }
        }
        silent = std::move(now);
    }
};

AdapterReader::AdapterReader(BlockingCalls& worker, decide::EventSink sink, ReadTable read_table,
                             Complain complain)
    : worker_(worker)
    , read_table_(std::move(read_table))
    , state_(std::make_shared<State>(State{std::move(sink), std::move(complain), {}, {}})) {}

AdapterReader::~AdapterReader() = default;

void AdapterReader::read(decide::ActionId id) {
    worker_.post([weak = std::weak_ptr{state_}, id, read_table = read_table_]() -> std::function<void()> {
        return [weak, id, reading = read_table()] {
            if (const auto state = weak.lock()) {
                state->report(id, reading);
            }
        };
    });
}

} // namespace mirrorwatch::sense
