// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace mirrorwatch::sense {

/// A call into another process of Windows, which may hang for good, made again and again from one thread that
/// must not. It runs on a thread of its own, which waits for the next one. While one hangs no other is made.
template <class T>
class PatientCall {
public:
    /// The call refers to nothing that ends before the program does, unless by a shared pointer.
    PatientCall(std::function<T()> call, std::chrono::milliseconds patience)
        : shared_(std::make_shared<Shared>())
        , patience_(patience) {
        shared_->call = std::move(call);
    }

    /// A call that hangs is left to itself.
    ~PatientCall() {
        std::unique_lock lock{shared_->mutex};
        shared_->is_over = true;
        shared_->changed.notify_all();
        const bool hangs = shared_->is_under_way;
        lock.unlock();
        if (hangs) {
            thread_.detach();
        } else if (thread_.joinable()) {
            thread_.join();
        }
    }

    PatientCall(const PatientCall&) = delete;
    PatientCall& operator=(const PatientCall&) = delete;

    /// What it returns. Nothing if that takes longer than the patience, or an earlier one still hangs, or it
    /// threw.
    [[nodiscard]] std::optional<T> operator()() {
        std::unique_lock lock{shared_->mutex};
        if (!shared_->is_under_way) {
            shared_->is_under_way = true;
            shared_->result.reset();
            if (!thread_.joinable()) {
                thread_ = std::thread{[shared = shared_] { shared->run(); }};
            }
            shared_->changed.notify_all();
            shared_->changed.wait_for(lock, patience_, [this] { return !shared_->is_under_way; });
        }
        return shared_->is_under_way ? std::nullopt : std::exchange(shared_->result, std::nullopt);
    }

    /// Whether the last call has not returned yet.
    [[nodiscard]] bool hangs() const {
        const std::lock_guard lock{shared_->mutex};
        return shared_->is_under_way;
    }

private:
    struct Shared {
        std::function<T()> call;
        mutable std::mutex mutex; // guards what follows
        std::condition_variable changed;
        std::optional<T> result;
        bool is_under_way = false;
        bool is_over = false;

        void run() {
            std::unique_lock lock{mutex};
            while (true) {
                changed.wait(lock, [this] { return is_over || is_under_way; });
                if (is_over) {
                    return;
                }
                lock.unlock();
                std::optional<T> returned = answer();
                lock.lock();
                result = std::move(returned);
                is_under_way = false;
                changed.notify_all();
            }
        }

        std::optional<T> answer() const {
            try {
                return call();
            } catch (const std::exception&) {
                return std::nullopt; // as if it had not answered
            }
        }
    };

    std::shared_ptr<Shared> shared_; // what a thread that was left to itself still touches
    std::chrono::milliseconds patience_;
    std::thread thread_; // made by the first call
};

} // namespace mirrorwatch::sense
