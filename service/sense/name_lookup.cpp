#include "service/sense/name_lookup.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;

std::vector<std::string> addresses_of(const std::string& host) {
    asio::io_context unused;
    asio::ip::tcp::resolver resolver{unused};
    boost::system::error_code failed;
    std::vector<asio::ip::address> found;
    for (const auto& entry : resolver.resolve(host, "", failed)) {
        found.push_back(entry.endpoint().address());
    }
    std::stable_partition(found.begin(), found.end(), [](const auto& address) { return address.is_v4(); });
    std::vector<std::string> literals;
    for (const auto& address : found) {
        literals.push_back(address.to_string());
    }
    return literals;
}

class Threads : public std::enable_shared_from_this<Threads> {
public:
    explicit Threads(asio::io_context& loop)
        : loop_(loop) {}

    ~Threads() {
        pool_.stop(); // what is queued is dropped
        pool_.join();
    }

    void look_up(const std::string& host, LookUpDone done) {
        auto& waiting = waiting_[host];
        waiting.push_back(std::move(done));
        if (waiting.size() > 1) {
            return;
        }
        asio::post(pool_, [self = weak_from_this(), host, keep = asio::make_work_guard(loop_)] {
            auto addresses = addresses_of(host);
            asio::post(keep.get_executor(), [self, host, addresses = std::move(addresses)] {
                if (const auto threads = self.lock()) {
                    threads->finish(host, addresses);
                }
            });
        });
    }

private:
    void finish(const std::string& host, const std::vector<std::string>& addresses) {
        const auto waiting = waiting_.extract(host);
        for (const LookUpDone& done : waiting.mapped()) {
            done(addresses);
        }
    }

    asio::io_context& loop_;
    std::map<std::string, std::vector<LookUpDone>> waiting_;
    asio::thread_pool pool_{8};
};

} // namespace

LookUp threaded_look_up(asio::io_context& loop) {
    return [threads = std::make_shared<Threads>(loop)](const std::string& host, LookUpDone done) {
        threads->look_up(host, std::move(done));
    };
}

} // namespace mirrorwatch::sense
