// SPDX-License-Identifier: MIT
#include "service/sense/host/policy_watch_win.hpp"

#include "common/error_win.hpp"
#include "common/registry_win.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/windows/object_handle.hpp>

#include <chrono>
#include <utility>

namespace mirrorwatch::sense {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds c_together{200}; // Windows writes one value after the other

// Windows 8 and later. Without it the notice would end with the thread that asked for it.
constexpr DWORD c_thread_agnostic = 0x1000'0000; // REG_NOTIFY_THREAD_AGNOSTIC

/// One key, and the event by which Windows says that it has changed.
struct WatchedKey {
    explicit WatchedKey(asio::io_context& loop)
        : event(loop) {}

    /// Asks for the next notice. ERROR_FILE_NOT_FOUND: the key is not there.
    LSTATUS arm(HKEY root, const wchar_t* name, DWORD what) {
        close();
        if (const LSTATUS error = RegOpenKeyExW(root, name, 0, KEY_NOTIFY | KEY_WOW64_64KEY, key.put());
            error != ERROR_SUCCESS) {
            return error;
        }
        KernelHandle signal{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
        if (!signal) {
            return static_cast<LSTATUS>(GetLastError());
        }
        const LSTATUS error =
            RegNotifyChangeKeyValue(key.get(), FALSE, what | c_thread_agnostic, signal.get(), TRUE);
        return error == ERROR_SUCCESS ? hand_over(signal) : error;
    }

    /// The wait ends first: closing the key signals the event.
    void close() {
        boost::system::error_code ignored;
        event.close(ignored);
        key.reset();
    }

    KeyHandle key;
    asio::windows::object_handle event;

private:
    LSTATUS hand_over(KernelHandle& signal) {
        boost::system::error_code failed;
        event.assign(signal.get(), failed);
        if (!failed) {
            (void)signal.release(); // Asio's from here on
        }
        return failed.value();
    }
};

} // namespace

class PolicyWatch::State : public std::enable_shared_from_this<State> {
public:
    State(asio::io_context& loop, PolicyPlace place, std::function<void()> changed, Complain complain)
        : place_(std::move(place))
        , changed_(std::move(changed))
        , complain_(std::move(complain))
        , parent_(loop)
        , key_(loop)
        , soon_(loop) {}

    void close() {
        is_closed_ = true;
        soon_.cancel();
        parent_.close();
        key_.close();
    }

    /// Before what is there is read, so that no change is lost.
    void arm() {
        const std::wstring path = place_.parent + L"\\" + place_.key;
        watch(parent_, place_.parent.c_str(), REG_NOTIFY_CHANGE_NAME);
        watch(key_, path.c_str(), REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET);
    }

private:
    void watch(WatchedKey& one, const wchar_t* name, DWORD what) {
        const LSTATUS error = one.arm(place_.root, name, what);
        if (error == ERROR_SUCCESS) {
            one.event.async_wait([weak = weak_from_this()](const boost::system::error_code& failed) {
                if (const auto self = weak.lock(); self && !failed && !self->is_closed_) {
                    self->tell_soon();
                }
            });
        } else if (&one == &parent_ || error != ERROR_FILE_NOT_FOUND) {
            complain_once(error_sentence("RegNotifyChangeKeyValue", static_cast<DWORD>(error)));
        }
    }

    void tell_soon() {
        if (std::exchange(is_to_tell_, true)) {
            return;
        }
        soon_.expires_after(c_together);
        soon_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
            if (const auto self = weak.lock(); self && !cancelled && !self->is_closed_) {
                self->is_to_tell_ = false;
                self->arm();
                self->changed_();
            }
        });
    }

    void complain_once(const std::string& sentence) {
        if (!std::exchange(has_complained_, true)) {
            complain_("What the organisation sets cannot be watched, and is read each minute. " + sentence);
        }
    }

    PolicyPlace place_;
    std::function<void()> changed_;
    Complain complain_;
    WatchedKey parent_;
    WatchedKey key_;
    asio::steady_timer soon_;
    bool is_to_tell_ = false;
    bool has_complained_ = false;
    bool is_closed_ = false;
};

PolicyWatch::PolicyWatch(asio::io_context& loop, PolicyPlace place, std::function<void()> changed,
                         Complain complain)
    : state_(std::make_shared<State>(loop, std::move(place), std::move(changed), std::move(complain))) {
    state_->arm();
}

PolicyWatch::~PolicyWatch() {
    state_->close();
}

} // namespace mirrorwatch::sense
