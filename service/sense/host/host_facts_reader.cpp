// SPDX-License-Identifier: MIT
#include "service/sense/host/host_facts_reader.hpp"

#include "service/sense/blocking_calls.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

namespace mirrorwatch::sense {

namespace asio = boost::asio;

class HostFactsReader::State : public std::enable_shared_from_this<State> {
public:
    State(asio::io_context& loop, std::vector<HostSource> sources, decide::EventSink sink, Complain complain,
          HostFactsTimes times)
        : sources_(std::move(sources))
        , sink_(std::move(sink))
        , complain_(std::move(complain))
        , times_(times)
        , timer_(loop)
        , hangs_(sources_.size(), false)
        , calls_(loop, {sources_.size(), 0}, times.patience) {}

    void read(decide::ActionId id) {
        ids_.push_back(id);
        if (ids_.size() == 1) {
            begin();
        }
    }

    void give_up() {
        if (!ids_.empty()) {
            found_.missing.emplace_back("Windows did not say all that it was asked in time.");
            finish();
        }
    }

private:
    void begin() {
        ++reading_;
        found_ = {};
        expected_ = 0;
        const Deadline deadline = std::chrono::steady_clock::now() + times_.budget;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            if (hangs_[i]) {
                found_.missing.emplace_back("A service of Windows still does not answer.");
            } else {
                start(i, deadline);
            }
        }
        // Also when nothing could be started: it never answers from within the call.
        timer_.expires_at(expected_ > 0 ? deadline + times_.grace : Deadline::min());
        timer_.async_wait([weak = weak_from_this(), reading = reading_](boost::system::error_code) {
            if (const auto self = weak.lock(); self && self->reading_ == reading) {
                self->give_up();
            }
        });
    }

    void start(std::size_t index, Deadline deadline) {
        ++expected_;
        hangs_[index] = true;
        calls_.post([weak = weak_from_this(), source = sources_[index], deadline, index,
                     reading = reading_]() -> std::function<void()> {
            return [weak, index, reading, part = source(deadline)] {
                if (const auto self = weak.lock()) {
                    self->take(index, reading, part);
                }
            };
        });
    }

    void take(std::size_t index, std::uint64_t reading, const HostPart& part) {
        hangs_[index] = false;
        if (reading != reading_) {
            return;
        }
        add(found_, part);
        if (--expected_ == 0) {
            finish();
        }
    }

    void finish() {
        ++reading_; // what comes now is too late
        timer_.cancel();
        const HostPart found = std::exchange(found_, {}); // the sink may ask again
        for (const std::string& sentence : found.missing) {
            if (said_.insert(sentence).second) {
                complain_(sentence);
            }
        }
        for (const decide::ActionId id : std::exchange(ids_, {})) {
            sink_(decide::HostFactsRead{id, found.facts});
        }
    }

    std::vector<HostSource> sources_;
    decide::EventSink sink_;
    Complain complain_;
    HostFactsTimes times_;
    asio::steady_timer timer_;
    std::vector<decide::ActionId> ids_; // that wait for the reading under way
    std::uint64_t reading_ = 0;
    HostPart found_;
    std::size_t expected_ = 0;   // sources under way for this reading
    std::set<std::string> said_; // a sentence is for the log once
    std::vector<bool> hangs_;    // of each source, whether it has not come back yet
    BlockingCalls calls_;        // the last member: its threads end first
};

HostFactsReader::HostFactsReader(asio::io_context& loop, std::vector<HostSource> sources,
                                 decide::EventSink sink, Complain complain, HostFactsTimes times)
    : state_(std::make_shared<State>(loop, std::move(sources), std::move(sink), std::move(complain), times)) {
}

HostFactsReader::~HostFactsReader() = default;

void HostFactsReader::read(decide::ActionId id) {
    state_->read(id);
}

void HostFactsReader::give_up() {
    state_->give_up();
}

} // namespace mirrorwatch::sense
