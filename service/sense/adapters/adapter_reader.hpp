// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"
#include "service/decide/core/event.hpp"
#include "service/sense/complain.hpp"

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
class thread_pool;
} // namespace boost::asio

namespace mirrorwatch::sense {

/// Reads the table of adapters on the worker's thread and reports it on the loop's.
class AdapterReader {
public:
    using ReadTable = std::function<Result<AdapterTable>()>; // may block; called on the worker's thread

    /// The worker must be joined before the loop is destroyed.
    AdapterReader(boost::asio::io_context& loop, boost::asio::thread_pool& worker, decide::EventSink sink,
                  ReadTable read_table, Complain complain);
    ~AdapterReader(); // what is being read is not reported
    AdapterReader(const AdapterReader&) = delete;
    AdapterReader& operator=(const AdapterReader&) = delete;

    /// -> AdaptersRead, exactly once. If reading fails, with the table read before: an empty one would say
    /// that every adapter has gone.
    void read(decide::ActionId id);

private:
    struct State;
    boost::asio::io_context& loop_;
    boost::asio::thread_pool& worker_;
    ReadTable read_table_;
    std::shared_ptr<State> state_;
};

} // namespace mirrorwatch::sense
