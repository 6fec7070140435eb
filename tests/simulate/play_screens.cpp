// SPDX-License-Identifier: MIT
#include "tests/simulate/play.hpp"

/// Who can see what: trays, and the sessions that they show it in.
namespace mirrorwatch::simulate {

using namespace std::chrono_literals;

/// Some trays show a question late, or never, or die with it; some users look away, or leave.
void Play::show_offer(std::size_t user, const Offer& offer) {
    if (!offer.countdown) {
        return;
    }
    Happening shows{What::ShowOffer, user, 1};
    shows.offer = offer.id;
    if (is_judging() || screens_.chance(80)) {
        later(is_judging() ? Time{300} : screens_.between(200ms, 11s), shows);
    }
    if (!is_judging() && screens_.chance(15)) {
        shows.which = 0;
        later(screens_.between(1s, 40s), shows);
    }
    if (!is_judging() && screens_.chance(10)) {
        later(screens_.between(1s, 40s), Happening{What::TrayDies, user});
    }
}

void Play::on_screen(const Happening& happening) {
    const UserId& user = users_[happening.user];
    switch (happening.what) {
    case What::ShowOffer:
        verb(happening.user, protocol::OfferShown{happening.offer, happening.which != 0},
             trays_[happening.user]);
        return;
    case What::TrayDies:
        invariants_.on_not_seen(happening.user);
        return feed(decide::ClientLeft{user, trays_[happening.user]});
    case What::Disconnect:
        away_.insert(user);
        break;
    default:
        away_.erase(user);
        break;
    }
    if (is_logged_on_) {
        if (away_.contains(user)) {
            invariants_.on_not_seen(happening.user);
        }
        feed(users_seen());
    }
}

/// Before the break that is judged everybody is back.
void Play::plan_absences() {
    for (std::size_t user = 0; user < users_.size(); ++user) {
        if (!screens_.chance(20)) {
            continue;
        }
        const Time from = plan_->begin + screens_.between(600s, 3600s);
        coming_.push_back({from, next_number_++, 0, Happening{What::Disconnect, user}});
        coming_.push_back(
            {from + screens_.between(10s, 1200s), next_number_++, 0, Happening{What::Reconnect, user}});
    }
}

decide::UsersSeen Play::users_seen() const {
    return {users_, {away_.begin(), away_.end()}};
}

} // namespace mirrorwatch::simulate
