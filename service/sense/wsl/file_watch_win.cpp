// SPDX-License-Identifier: MIT
#include "service/sense/wsl/file_watch_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "service/sense/wsl/file_events.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/windows/overlapped_ptr.hpp>
#include <boost/asio/windows/random_access_handle.hpp>

#include <array>
#include <chrono>
#include <span>
#include <utility>

namespace mirrorwatch::sense {

namespace asio = boost::asio;
using namespace std::chrono_literals;

class FileWatch::State : public std::enable_shared_from_this<State> {
public:
    State(asio::io_context& loop, std::wstring folder, const std::wstring& file_name,
          std::function<void()> changed, Complain complain, Links links)
        : folder_(std::move(folder))
        , file_name_(file_name.begin(), file_name.end())
        , changed_(std::move(changed))
        , complain_(std::move(complain))
        , flags_(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED |
                 (links == Links::NotFollowed ? FILE_FLAG_OPEN_REPARSE_POINT : 0U))
        , handle_(loop)
        , soon_(loop)
        , again_(loop) {}

    void begin() {
        if (open()) {
            read();
        } else {
            retry_later();
        }
    }

    void close() {
        is_closed_ = true;
        soon_.cancel();
        again_.cancel();
        close_handle();
    }

private:
    bool open() {
        constexpr DWORD c_share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
        FileHandle folder{CreateFileW(folder_.c_str(), FILE_LIST_DIRECTORY, c_share_all, nullptr,
                                      OPEN_EXISTING, flags_, nullptr)};
        if (!folder) {
            complain_once(last_error_sentence("CreateFileW"));
            return false;
        }
        boost::system::error_code failed;
        handle_.assign(folder.get(), failed);
        if (failed) {
            complain_once(error_sentence("CreateIoCompletionPort", static_cast<DWORD>(failed.value())));
            return false;
        }
        (void)folder.release(); // Asio's from here on
        return true;
    }

    void read() {
        constexpr DWORD c_filter = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_LAST_WRITE |
                                   FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_CREATION |
                                   FILE_NOTIFY_CHANGE_ATTRIBUTES;
        asio::windows::overlapped_ptr request{
            handle_.get_executor(),
            [self = shared_from_this()](const boost::system::error_code& failed, std::size_t size) {
                self->have_read(failed, size);
            }};
        const BOOL started =
            ReadDirectoryChangesW(handle_.native_handle(), buffer_.data(), static_cast<DWORD>(sizeof buffer_),
                                  FALSE, c_filter, nullptr, request.get(), nullptr);
        if (const DWORD error = started ? NO_ERROR : GetLastError();
            error == NO_ERROR || error == ERROR_IO_PENDING) {
            request.release();
        } else {
            request.complete({static_cast<int>(error), boost::system::system_category()}, 0);
        }
    }

    void have_read(const boost::system::error_code& failed, std::size_t size) {
        if (is_closed_) {
            return;
        }
        const bool is_overflow = failed.value() == ERROR_NOTIFY_ENUM_DIR;
        if (failed && !is_overflow) {
            complain_once(error_sentence("ReadDirectoryChangesW", static_cast<DWORD>(failed.value())));
            close_handle();
            tell_soon(); // a file that vanished with its folder has changed
            return retry_later();
        }
        const auto events = std::as_bytes(std::span{buffer_}).first(is_overflow ? 0 : size);
        if (may_concern(events, file_name_)) {
            tell_soon();
        }
        read();
    }

    void tell_soon() {
        if (std::exchange(is_to_tell_, true)) {
            return;
        }
        soon_.expires_after(100ms); // a save is several events within a few milliseconds
        soon_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
            if (const auto self = weak.lock(); self && !cancelled && !self->is_closed_) {
                self->is_to_tell_ = false;
                self->changed_();
            }
        });
    }

    void retry_later() {
        again_.expires_after(3s);
        again_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
            if (const auto self = weak.lock(); self && !cancelled && !self->is_closed_) {
                self->retry();
            }
        });
    }

    void retry() {
        if (!open()) {
            return retry_later();
        }
        has_complained_ = false;
        read();
        tell_soon();
    }

    /// Once for each time that watching fails, not once for each retry.
    void complain_once(const std::string& sentence) {
        if (!std::exchange(has_complained_, true)) {
            complain_("A folder cannot be watched. " + sentence);
        }
    }

    void close_handle() {
        boost::system::error_code ignored;
        handle_.close(ignored);
    }

    std::wstring folder_;
    std::u16string file_name_;
    std::function<void()> changed_;
    Complain complain_;
    DWORD flags_;
    asio::windows::random_access_handle handle_;
    asio::steady_timer soon_;
    asio::steady_timer again_;
    std::array<DWORD, 4096> buffer_{}; // of DWORDs, as the records are aligned like them
    bool is_to_tell_ = false;
    bool has_complained_ = false;
    bool is_closed_ = false;
};

FileWatch::FileWatch(asio::io_context& loop, std::wstring folder, const std::wstring& file_name,
                     std::function<void()> changed, Complain complain, Links links)
    : state_(std::make_shared<State>(loop, std::move(folder), file_name, std::move(changed),
                                     std::move(complain), links)) {
    state_->begin();
}

FileWatch::~FileWatch() {
    state_->close();
}

} // namespace mirrorwatch::sense
