// SPDX-License-Identifier: MIT
#include "tray/client_win.hpp"

#include "common/error_win.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using namespace std::chrono_literals;

constexpr auto c_first_delay = 500ms;
constexpr auto c_longest_delay = 5'000ms;
constexpr auto c_patience = 500ms; // for a free instance, and for a frame to be taken

KernelHandle make_event() {
    KernelHandle event{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    if (!event) {
        throw_last_error("CreateEventW");
    }
    return event;
}

/// The program asks, and not the user.
bool is_by_itself(const protocol::Verb& verb) {
    return std::holds_alternative<protocol::OfferShown>(verb) ||
           std::holds_alternative<protocol::Look>(verb) ||
           std::holds_alternative<protocol::ReadHistory>(verb);
}

} // namespace

ServiceConnection::ServiceConnection(ServicePipe service, std::function<ServiceState()> look,
                                     std::function<void()> on_news)
    : service_(std::move(service))
    , look_(std::move(look))
    , on_news_(std::move(on_news))
    , stopped_(make_event())
    , thread_([this] { run(); }) {}

ServiceConnection::~ServiceConnection() {
    SetEvent(stopped_.get());
    pipe_.interrupt();
    thread_.join();
}

ServiceConnection::News ServiceConnection::take_news() {
    const std::lock_guard lock{mutex_};
    News news = news_;
    news_.answers.clear();
    news_.history.reset();
    return news;
}

void ServiceConnection::send(protocol::Verb verb) {
    {
        const std::lock_guard lock{mutex_};
        if (!connected_) {
            return;
        }
        ++last_number_;
        if (is_by_itself(verb)) {
            unasked_.push_back(last_number_);
        }
        requests_.push_back(protocol::to_json(protocol::Request{last_number_, std::move(verb)}));
    }
    pipe_.interrupt();
}

void ServiceConnection::run() {
    auto delay = c_first_delay;
    while (!is_stopped()) {
        if (pipe_.connect(service_, c_patience).has_value() && converse()) {
            delay = c_first_delay;
        }
        forget();
        note_service();
        wait(delay);
        delay = std::min(delay * 2, c_longest_delay);
    }
}

/// Whether the service ever said something that was understood.
bool ServiceConnection::converse() {
    bool understood = false;
    while (!is_stopped() && send_requests()) {
        const Result<std::optional<std::string>> payload = pipe_.receive(PipeClient::c_for_ever);
        if (payload.has_error()) {
            break;
        }
        if (*payload && !take(**payload)) {
            break;
        }
        understood = understood || payload->has_value();
    }
    return understood;
}

bool ServiceConnection::send_requests() {
    std::vector<std::string> requests;
    {
        const std::lock_guard lock{mutex_};
        requests.swap(requests_);
    }
    return std::all_of(requests.begin(), requests.end(), [&](const std::string& request) {
        return pipe_.send(request, c_patience).has_value();
    });
}

bool ServiceConnection::take(const std::string& payload) {
    Result<protocol::ServerMessage> message = protocol::message_from_json(payload);
    if (message.has_error()) {
        return false;
    }
    {
        const std::lock_guard lock{mutex_};
        connected_ = true;
        if (auto* snapshot = std::get_if<Snapshot>(&*message)) {
            news_.snapshot = std::move(*snapshot);
            news_.came = std::chrono::steady_clock::now();
        } else if (auto* answer = std::get_if<protocol::Answer>(&*message)) {
            if (!std::erase(unasked_, answer->number)) {
                news_.answers.push_back(std::move(*answer));
            }
        } else if (auto* history = std::get_if<protocol::History>(&*message)) {
            news_.history = std::move(history->events);
            std::erase(unasked_, history->number);
        } else {
            news_.is_to_leave = true;
        }
    }
    on_news_();
    return true;
}

void ServiceConnection::forget() {
    pipe_.close();
    bool was_connected = false;
    {
        const std::lock_guard lock{mutex_};
        was_connected = std::exchange(connected_, false);
        news_.snapshot.reset();
        news_.service = was_connected ? ServiceState::Connecting : news_.service;
        requests_.clear();
        unasked_.clear();
    }
    if (was_connected) {
        on_news_();
    }
}

void ServiceConnection::note_service() {
    const ServiceState now = look_();
    bool is_new = false;
    {
        const std::lock_guard lock{mutex_};
        is_new = std::exchange(news_.service, now) != now;
    }
    if (is_new) {
        on_news_();
    }
}

bool ServiceConnection::is_stopped() const {
    return WaitForSingleObject(stopped_.get(), 0) == WAIT_OBJECT_0;
}

void ServiceConnection::wait(std::chrono::milliseconds time) {
    WaitForSingleObject(stopped_.get(), static_cast<DWORD>(time.count()));
}

} // namespace mirrorwatch::tray
