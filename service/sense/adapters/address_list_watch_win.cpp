// SPDX-License-Identifier: MIT
#include "common/error_win.hpp"
#include "service/sense/adapters/adapters_win.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/windows/overlapped_ptr.hpp>

#include <utility>

namespace mirrorwatch::sense {

namespace asio = boost::asio;

class AddressListWatch::State : public std::enable_shared_from_this<State> {
public:
    State(asio::io_context& loop, const std::shared_ptr<CoalescingNotifier>& gate, Complain complain)
        : socket_(loop)
        , gate_(gate)
        , complain_(std::move(complain)) {}

    void begin() {
        boost::system::error_code failed;
        socket_.open(asio::ip::udp::v4(), failed);
        if (failed) {
            return complain_(error_sentence("WSASocketW", static_cast<DWORD>(failed.value())));
        }
        arm();
    }

    void close() {
        boost::system::error_code ignored;
        socket_.close(ignored);
        is_closed_ = true;
    }

private:
    void arm() {
        asio::windows::overlapped_ptr request{
            socket_.get_executor(), [self = shared_from_this()](const boost::system::error_code& failed,
                                                                std::size_t) { self->changed(failed); }};
        const int result = WSAIoctl(socket_.native_handle(), SIO_ADDRESS_LIST_CHANGE, nullptr, 0, nullptr, 0,
                                    &returned_, request.get(), nullptr);
        if (const int error = result == 0 ? 0 : WSAGetLastError(); error == 0 || error == WSA_IO_PENDING) {
            request.release();
        } else {
            request.complete({error, boost::system::system_category()}, 0);
        }
    }

    void changed(const boost::system::error_code& failed) {
        if (is_closed_) {
            return;
        }
        if (failed) {
            return complain_(error_sentence("SIO_ADDRESS_LIST_CHANGE", static_cast<DWORD>(failed.value())));
        }
        arm(); // first: a change during what follows must not be lost
        if (const auto gate = gate_.lock()) {
            gate->notify();
        }
    }

    asio::ip::udp::socket socket_;
    std::weak_ptr<CoalescingNotifier> gate_;
    Complain complain_;
    DWORD returned_ = 0;
    bool is_closed_ = false;
};

AddressListWatch::AddressListWatch(asio::io_context& loop, const std::shared_ptr<CoalescingNotifier>& gate,
                                   Complain complain)
    : state_(std::make_shared<State>(loop, gate, std::move(complain))) {
    state_->begin();
}

AddressListWatch::~AddressListWatch() {
    state_->close();
}

} // namespace mirrorwatch::sense
