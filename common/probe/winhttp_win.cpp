// SPDX-License-Identifier: MIT
#include "common/probe/winhttp_win.hpp"

#include "common/probe/http_rules.hpp"
#include "common/probe/winhttp_errors.hpp"
#include "common/probe/winhttp_request_win.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

namespace mirrorwatch::probe {
namespace {

/// One probe: its requests, one after the other, until a redirect leads nowhere further. WinHTTP's threads
/// and the one that ends it share it; all but what is constant is under the mutex, which is recursive as
/// WinHTTP may call back from within a call. Each request handle keeps it alive until its last callback.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(EndpointSpec endpoint, std::string address, ProbeEnded ended)
        : endpoint_(std::move(endpoint))
        , address_(std::move(address))
        , ended_(std::move(ended)) {}

    void begin() {
        enter([this] { ask(); });
    }

    void end() {
        enter([this] { finish({step_, {}}); });
    }

private:
    /// Does it under the mutex, and after that closes the requests that are over: nobody says which
    /// WinHttpCloseHandle waits.
    template <class Do>
    void enter(Do do_it) {
        std::vector<WinHttpRequest> over; // goes last
        const std::lock_guard lock{mutex_};
        do_it();
        over.swap(over_);
    }

    /// What a request handle knows of us.
    struct Link {
        std::shared_ptr<Exchange> exchange;
        int request = 0;
    };

    static void CALLBACK on_status(HINTERNET, DWORD_PTR context, DWORD status, LPVOID info,
                                   DWORD size) noexcept {
        auto* link = reinterpret_cast<Link*>(context);
        if (link == nullptr) {
            return;
        }
        if (status == WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING) { // the last; without the mutex
            delete link;
            return;
        }
        // The link may go while we are in there.
        const std::shared_ptr<Exchange> exchange = link->exchange;
        const int request = link->request;
        exchange->enter([&] {
            if (exchange->ended_ && request == exchange->number_) {
                exchange->react(status, info, size);
            }
        });
    }

    void ask() {
        step_ = ProbeStep::Name;
        tls_flags_ = 0;
        ++number_;
        if (Failure failed = unsendable(endpoint_.http)) {
            finish(std::move(failed));
            return;
        }
        try {
            over_.push_back(std::exchange(open_, {}));
            open_ = open_request(endpoint_, address_);
        } catch (const std::system_error& error) {
            finish_with(static_cast<DWORD>(error.code().value()));
            return;
        }
        const HINTERNET request = open_.request.get();
        auto link = std::make_unique<Link>(Link{shared_from_this(), number_});
        auto context = reinterpret_cast<DWORD_PTR>(link.get());
        if (WinHttpSetOption(request, WINHTTP_OPTION_CONTEXT_VALUE, &context, sizeof context) == 0 ||
            WinHttpSetStatusCallback(request, on_status, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0) ==
                WINHTTP_INVALID_STATUS_CALLBACK) {
            finish_with(GetLastError());
            return;
        }
        (void)link.release(); // the request's from now on
        must(WinHttpSendRequest(request, WINHTTP_NO_ADDITIONAL_HEADERS, 0, WINHTTP_NO_REQUEST_DATA, 0, 0,
                                context));
    }

    void react(DWORD status, LPVOID info, DWORD size) {
        switch (status) {
        case WINHTTP_CALLBACK_STATUS_RESOLVING_NAME:
            step_ = ProbeStep::Name;
            return;
        case WINHTTP_CALLBACK_STATUS_CONNECTING_TO_SERVER:
            step_ = ProbeStep::Connect;
            return;
        case WINHTTP_CALLBACK_STATUS_CONNECTED_TO_SERVER:
            step_ = endpoint_.kind == EndpointKind::Https ? ProbeStep::Tls : ProbeStep::Send;
            return;
        case WINHTTP_CALLBACK_STATUS_SENDING_REQUEST:
            step_ = ProbeStep::Send;
            return;
        case WINHTTP_CALLBACK_STATUS_REQUEST_SENT:
        case WINHTTP_CALLBACK_STATUS_RECEIVING_RESPONSE:
            step_ = std::max(step_, ProbeStep::Answer); // while a body is read it comes again
            return;
        case WINHTTP_CALLBACK_STATUS_SECURE_FAILURE:
            tls_flags_ |= *static_cast<const DWORD*>(info);
            return;
        case WINHTTP_CALLBACK_STATUS_REQUEST_ERROR:
            finish_with(static_cast<const WINHTTP_ASYNC_RESULT*>(info)->dwError);
            return;
        default:
            advance(status, info, size);
        }
    }

    /// A call of ours has completed: the next follows.
    void advance(DWORD status, LPVOID info, DWORD size) {
        const HINTERNET request = open_.request.get();
        switch (status) {
        case WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE:
            step_ = ProbeStep::Answer;
            must(WinHttpReceiveResponse(request, nullptr));
            return;
        case WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE:
            take_head();
            return;
        case WINHTTP_CALLBACK_STATUS_DATA_AVAILABLE:
            if (const DWORD available = *static_cast<const DWORD*>(info); available == 0) {
                take_end();
            } else {
                const auto most = static_cast<DWORD>(chunk_.size());
                must(WinHttpReadData(request, chunk_.data(), std::min(available, most), nullptr));
            }
            return;
        case WINHTTP_CALLBACK_STATUS_READ_COMPLETE:
            take_chunk(size);
            return;
        default:
            return;
        }
    }

    void take_head() {
        const HINTERNET request = open_.request.get();
        head_ = head_of(request);
        if (!certificate_end_) {
            certificate_end_ = certificate_end(request);
        }
        HeadVerdict verdict = judge_head(endpoint_, head_.status, head_.location);
        if (verdict.failure) {
            finish(std::move(verdict.failure));
        } else if (verdict.next) {
            if (verdict.next->host != endpoint_.host) {
                address_.clear();
            }
            endpoint_ = std::move(*verdict.next);
            ask();
        } else {
            step_ = ProbeStep::Body;
            must(WinHttpQueryDataAvailable(request, nullptr));
        }
    }

    void take_chunk(DWORD size) {
        came_ += size;
        if (looks_at_body(endpoint_.http)) {
            body_.append(chunk_.data(), size);
        }
        if (size == 0) {
            take_end();
        } else if (came_ >= c_body_cap) {
            finish(judge_body(endpoint_.http, body_));
        } else {
            must(WinHttpQueryDataAvailable(open_.request.get(), nullptr));
        }
    }

    void take_end() {
        const bool has_body =
            endpoint_.http.method != HttpMethod::Head && head_.status != 204 && head_.status != 304;
        if (has_body && came_ < head_.content_length.value_or(0)) {
            finish({ProbeStep::Body, "connection closed in the middle of the answer"});
        } else {
            finish(judge_body(endpoint_.http, body_));
        }
    }

    /// Of a call that completes by a callback.
    void must(BOOL begun) {
        if (begun == 0) {
            finish_with(GetLastError());
        }
    }

    void finish_with(DWORD error) {
        finish(error == c_cannot_choose_address
                   ? Failure{ProbeStep::Connect,
                             "this Windows cannot choose the address or the TLS name of HTTPS"}
                   : winhttp_failure(error, tls_flags_, step_));
    }

    void finish(Failure failed) {
        if (const auto ended = std::exchange(ended_, nullptr)) {
            const bool is_good = failed.step == ProbeStep::None;
            ended({is_good, std::move(failed.words), {}, failed.step, certificate_end_});
            over_.push_back(std::move(open_));
        }
    }

    std::recursive_mutex mutex_;
    EndpointSpec endpoint_;
    std::string address_;
    ProbeEnded ended_; // empty once the probe is over
    int number_ = 0;   // of the request under way; earlier ones may still call
    ProbeStep step_ = ProbeStep::Name;
    std::uint32_t tls_flags_ = 0;
    WinHttpHead head_;
    std::optional<std::chrono::sys_seconds> certificate_end_;
    std::array<char, 8 * 1024> chunk_;
    std::string body_;
    std::uint64_t came_ = 0;
    WinHttpRequest open_;
    std::vector<WinHttpRequest> over_; // to be closed
};

} // namespace

SystemProbe winhttp_probe() {
    return [](const EndpointSpec& endpoint, const std::string& address, ProbeEnded ended) -> EndProbe {
        const auto exchange = std::make_shared<Exchange>(endpoint, address, std::move(ended));
        exchange->begin();
        return [exchange] { exchange->end(); };
    };
}

} // namespace mirrorwatch::probe
