// SPDX-License-Identifier: MIT
#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "service/sense/adapters/dial_watch.hpp"
#include "service/sense/event_handle_win.hpp"
#include "service/sense/host/host_facts.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/windows/object_handle.hpp>

#include <utility>

namespace mirrorwatch::sense {

namespace asio = boost::asio;

class DialWatch::State : public std::enable_shared_from_this<State> {
public:
    State(asio::io_context& loop, decide::EventSink sink)
        : signal_(loop)
        , sink_(std::move(sink)) {}

    void begin(const Complain& complain) {
        const HANDLE signal = CreateEventW(nullptr, TRUE, FALSE, nullptr);
        if (signal == nullptr) {
            return complain(last_error_sentence("CreateEventW"));
        }
        signal_.assign(signal);
        const EventQuery query = failed_dials();
        subscription_.reset(EvtSubscribe(nullptr, signal, widen(query.channel).c_str(),
                                         widen(xpath_of(query)).c_str(), nullptr, nullptr, nullptr,
                                         EvtSubscribeToFutureEvents));
        if (!subscription_) {
            return complain(last_error_sentence("EvtSubscribe"));
        }
        wait();
    }

    void close() {
        is_closed_ = true;
        subscription_.reset(); // before the event that it signals
        boost::system::error_code ignored;
        signal_.close(ignored);
    }

private:
    void wait() {
        signal_.async_wait([self = shared_from_this()](const boost::system::error_code& failed) {
            if (!failed && !self->is_closed_) {
                self->signalled();
            }
        });
    }

    void signalled() {
        ResetEvent(signal_.native_handle()); // first: what comes while those are taken must not be lost
        const bool any = take_all();
        wait();
        if (any) {
            sink_(decide::DialFailed{});
        }
    }

    /// What the entries say is asked for when somebody wants to know.
    bool take_all() {
        bool any = false;
        EventHandle taken;
        DWORD count = 0;
        while (EvtNext(subscription_.get(), 1, taken.put(), 0, 0, &count) && count > 0) {
            any = true;
        }
        return any;
    }

    asio::windows::object_handle signal_;
    EventHandle subscription_;
    decide::EventSink sink_;
    bool is_closed_ = false;
};

DialWatch::DialWatch(asio::io_context& loop, decide::EventSink sink, Complain complain)
    : state_(std::make_shared<State>(loop, std::move(sink))) {
    state_->begin(complain);
}

DialWatch::~DialWatch() {
    state_->close();
}

} // namespace mirrorwatch::sense
