// SPDX-License-Identifier: MIT
#include "service/agent/config/wished_change.hpp"

#include "service/agent/config/config_change.hpp"

#include <utility>

namespace mirrorwatch::agent {
namespace {

Result<Change> change_once(const Bytes& before, Wish wish, Ports& ports, bool& overtaken) {
    auto backup = make_change({before, wish.after, std::move(wish.reason)}, ports);
    if (backup.has_error())
        return backup.error();
    overtaken = !backup->has_value();
    return Change{before, std::move(wish.after), *backup};
}

Result<Change> try_change(const MakeWish& wished, Ports& ports) {
    for (int attempt = 0; attempt < c_attempts; ++attempt) {
        const auto now = ports.config.read();
        if (now.has_error())
            return now.error();
        auto wish = wished(*now);
        if (wish.has_error())
            return wish.error();
        if (*now == wish->after)
            return Change{*now, *now, std::nullopt};
        bool overtaken = false;
        auto change = change_once(*now, std::move(*wish), ports, overtaken);
        if (!overtaken)
            return change;
    }
    return Error{"Somebody else keeps changing " + ports.config.path() +
                 " at the same time, so it was left alone. Try again later."};
}

Result<Change> look_ahead(const MakeWish& wished, Ports& ports) {
    const auto now = ports.config.read();
    if (now.has_error())
        return now.error();
    auto wish = wished(*now);
    if (wish.has_error())
        return wish.error();
    return Change{*now, std::move(wish->after), std::nullopt};
}

} // namespace

Result<Change> change_config(const MakeWish& wished, bool dry_run, Ports& ports) {
    if (dry_run)
        return look_ahead(wished, ports);
    const auto lock = ports.history.lock();
    if (lock.has_error())
        return lock.error();
    return try_change(wished, ports);
}

} // namespace mirrorwatch::agent
