// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapter_reader.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <utility>

namespace mirrorwatch::sense {

namespace asio = boost::asio;

struct AdapterReader::State {
    decide::EventSink sink;
    Complain complain;
    AdapterTable last;

    void report(decide::ActionId id, Result<AdapterTable> table) {
        if (table) {
            last = std::move(*table);
        } else {
            complain("The network adapters could not be read. " + table.error().message);
        }
        sink(decide::AdaptersRead{id, last});
    }
};

AdapterReader::AdapterReader(asio::io_context& loop, asio::thread_pool& worker, decide::EventSink sink,
                             ReadTable read_table, Complain complain)
    : loop_(loop)
    , worker_(worker)
    , read_table_(std::move(read_table))
    , state_(std::make_shared<State>(State{std::move(sink), std::move(complain), {}})) {}

AdapterReader::~AdapterReader() = default;

void AdapterReader::read(decide::ActionId id) {
    const std::weak_ptr<State> weak = state_;
    asio::post(worker_, [weak, id, read_table = read_table_, loop = asio::make_work_guard(loop_)] {
        asio::post(loop.get_executor(), [weak, id, table = read_table()]() mutable {
            if (const auto state = weak.lock()) {
                state->report(id, std::move(table));
            }
        });
    });
}

} // namespace mirrorwatch::sense
