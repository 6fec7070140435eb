// SPDX-License-Identifier: MIT
#include "service/sense/blocking_calls.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace mirrorwatch::sense {

namespace asio = boost::asio;

namespace {

struct Worker {
    std::thread thread;
    bool has_ended = false; // it is at its very end, and can be joined
};

} // namespace

struct BlockingCalls::Shared : std::enable_shared_from_this<Shared> {
    using Report = std::function<void()>;

    const Threads threads;
    std::mutex mutex; // guards what follows
    std::condition_variable changed;
    asio::io_context* loop; // none any more at the end
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> keeps_running;
    std::deque<Call> waiting;
    std::size_t under_way = 0; // calls
    std::size_t idle = 0;      // threads
    std::size_t count = 0;     // threads that have not ended
    std::list<Worker> workers;

    Shared(asio::io_context& io, Threads most)
        : threads(most)
        , loop(&io) {}

    void post(Call call) {
        const std::lock_guard lock{mutex};
        waiting.push_back(std::move(call));
        if (!keeps_running) { // one in the place of another would stop the loop for a moment
            keeps_running.emplace(loop->get_executor());
        }
        if (waiting.size() > idle && count < threads.most) {
            join_ended();
            Worker& worker = workers.emplace_back();
            worker.thread = std::thread{[self = shared_from_this(), &worker] { self->work(worker); }};
            ++count;
        }
        changed.notify_one();
    }

    void join_ended() {
        std::erase_if(workers, [](Worker& worker) {
            if (worker.has_ended) {
                worker.thread.join();
            }
            return worker.has_ended;
        });
    }

    void work(Worker& self) {
        std::unique_lock lock{mutex};
        do {
            ++idle;
            changed.wait(lock, [this] { return loop == nullptr || !waiting.empty(); });
            --idle;
            if (loop != nullptr) {
                run_next(lock);
            }
        } while (loop != nullptr && (!waiting.empty() || idle < threads.kept));
        --count;
        self.has_ended = true;
        changed.notify_all();
    }

    void run_next(std::unique_lock<std::mutex>& lock) {
        Call call = std::move(waiting.front());
        waiting.pop_front();
        ++under_way;
        lock.unlock();
        Report report = outcome_of(call);
        call = nullptr; // what it keeps may take a while to be destroyed
        lock.lock();
        --under_way;
        if (loop == nullptr) {
            return;
        }
        asio::post(*loop, [self = shared_from_this(), report = std::move(report)] {
            if (!self->is_over()) {
                report();
            }
        });
        if (waiting.empty() && under_way == 0) {
            keeps_running.reset();
        }
    }

    static Report outcome_of(const Call& call) {
        try {
            return call();
        } catch (...) {
            return [error = std::current_exception()] { std::rethrow_exception(error); };
        }
    }

    [[nodiscard]] bool is_over() {
        const std::lock_guard lock{mutex};
        return loop == nullptr;
    }

    void end(std::chrono::milliseconds patience) {
        std::unique_lock lock{mutex};
        loop = nullptr;
        keeps_running.reset();
        const std::deque<Call> dropped = std::exchange(waiting, {});
        changed.notify_all();
        changed.wait_for(lock, patience, [this] { return count == 0; });
        std::list<Worker> ended;
        for (auto at = workers.begin(); at != workers.end();) {
            const auto worker = at++;
            if (worker->has_ended) {
                ended.splice(ended.end(), workers, worker);
            } else {
                worker->thread.detach(); // it hangs in a call that nothing ends
            }
        }
        lock.unlock(); // before they are joined, and what was dropped is destroyed
        for (Worker& worker : ended) {
            worker.thread.join();
        }
    }
};

BlockingCalls::BlockingCalls(asio::io_context& loop, Threads threads, std::chrono::milliseconds patience)
    : shared_(std::make_shared<Shared>(loop, threads))
    , patience_(patience) {}

BlockingCalls::~BlockingCalls() {
    shared_->end(patience_);
}

void BlockingCalls::post(Call call) {
    shared_->post(std::move(call));
}

} // namespace mirrorwatch::sense
