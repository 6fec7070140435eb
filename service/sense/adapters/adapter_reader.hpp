// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"
#include "service/decide/core/event.hpp"
#include "service/sense/complain.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mirrorwatch::sense {

class BlockingCalls;

struct TableReading {
    AdapterTable table;
    std::vector<std::string> silent = {}; // parts of Windows that did not answer, by their names
};

/// Reads the table of adapters on the worker's thread and reports it on the loop's.
class AdapterReader {
public:
    using ReadTable = std::function<Result<TableReading>()>; // may block; called on the worker's thread

    AdapterReader(BlockingCalls& worker, decide::EventSink sink, ReadTable read_table, Complain complain);
    ~AdapterReader(); // what is being read is not reported
    AdapterReader(const AdapterReader&) = delete;
    AdapterReader& operator=(const AdapterReader&) = delete;

    /// -> AdaptersRead, exactly once. If reading fails, with the table read before: an empty one would say
    /// that every adapter has gone. ServiceTrouble for each part of Windows that begins or ends to be silent.
    void read(decide::ActionId id);

private:
    struct State;
    BlockingCalls& worker_;
    ReadTable read_table_;
    std::shared_ptr<State> state_;
};

} // namespace mirrorwatch::sense
