// SPDX-License-Identifier: MIT
#include "tests/simulate/noise.hpp"
#include "tests/simulate/play.hpp"

#include <algorithm>
#include <utility>

/// What happens to the machine, and what people do.
namespace mirrorwatch::simulate {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t c_pause_minutes = 5;

} // namespace

void Play::to_all_worlds(const std::function<void(world::World&)>& change) {
    change(world_);
    for (Bystander& bystander : bystanders_) {
        change(bystander.world());
    }
}

void Play::happen(const Happening& happening) {
    const bool changes_circumstances = happening.what != What::LookAtStatus &&
                                       happening.what != What::Check && happening.what != What::Judge &&
                                       happening.what != What::InUse && happening.what != What::Answer;
    if (changes_circumstances) {
        invariants_.circumstances_change();
    }
    switch (happening.what) {
    case What::Begin:
        return begin_behaviour();
    case What::Turn:
        return turn(plan_->behaviour->timeline.at(happening.which));
    case What::Passes:
        await_changes();
        return hint(); // of what the world did when its clock came here
    case What::VpnUp:
    case What::VpnDown:
    case What::Unplug:
    case What::PlugIn:
    case What::SwitchNetwork:
    case What::UpdateAdapter:
    case What::InternetDies:
    case What::InternetRises:
        return on_network(happening);
    case What::Sleep:
        return sleep(happening, true);
    case What::ModernStandby:
        return sleep(happening, false);
    case What::StartWsl:
    case What::StopWsl:
    case What::EditConfig:
    case What::SetMode:
    case What::ServerDies:
    case What::ServerRises:
    case What::InUse:
        return on_wsl(happening);
    case What::KillService:
    case What::StartService:
    case What::ChangeSettings:
    case What::AgentDies:
    case What::AgentLives:
    case What::AgentHangs:
        return on_service(happening);
    case What::ShowOffer:
    case What::TrayDies:
    case What::Disconnect:
    case What::Reconnect:
        return on_screen(happening);
    case What::Check:
        std::for_each(bystanders_.begin(), bystanders_.end(), [&](Bystander& other) { other.check(now_); });
        return;
    case What::Judge:
        return judge();
    case What::Quiet:
        return quiet();
    case What::Rest:
        return begin_rest();
    default:
        return on_people(happening);
    }
}

/// There is none while somebody starts WSL.
void Play::begin_rest() {
    bool is_starting = false;
    for (std::size_t user = 0; user < users_.size(); ++user) {
        is_starting = is_starting || world_.wsl(user).power == world::Wsl::Power::Starting;
    }
    invariants_.begin_rest(!is_starting);
}

/// The machine stands still, and so do people; what was under way goes on afterwards. Modern Standby is told
/// of by nothing but the clock.
void Play::sleep(const Happening& happening, bool is_told) {
    for (Item& item : coming_) { // the same for all of them: the heap stays one
        item.when += happening.takes;
    }
    for (auto& [user, lanes] : lanes_) {
        for (Time* when :
             {&lanes.looks_free_at, &lanes.acts_free_at, &lanes.looks_held_until, &lanes.acts_held_until}) {
            *when += happening.takes;
        }
    }
    slept_ += happening.takes;
    if (wake_at_) {
        wake_at_ = std::max(*wake_at_, now_ + happening.takes);
    }
    to_all_worlds([&](world::World& world) {
        world.pass_to(now_ + happening.takes);
        world.wakes_up();
    });
    now_ += happening.takes;
    if (is_told) {
        later(random_.between(10ms, 2s), decide::Resumed{});
    }
    hint();
}

void Play::on_wsl(const Happening& happening) {
    world::Wsl& wsl = world_.wsl(happening.user);
    switch (happening.what) {
    case What::StartWsl:
        return start_wsl(happening.user);
    case What::StopWsl:
        return stop_wsl(happening.user);
    case What::EditConfig:
        wsl.config.user_edits_something_else();
        break;
    case What::SetMode:
        wsl.config.user_sets_mode(static_cast<NetworkingMode>(happening.which));
        break;
    case What::InUse:
        wsl.in_use = happening.which != 0 && wsl.is_running();
        return;
    default:
        to_all_worlds([&](world::World& world) {
            world.set_server(std::min(happening.user, is_judged_ ? happening.user : 0),
                             happening.what == What::ServerRises);
        });
        return;
    }
    later(random_.between(50ms, 400ms), decide::WslConfigHint{users_[happening.user]});
}

void Play::tell_of_wsl(std::size_t user, bool present) {
    told_of_start_[user] = false;
    if (signs_are_quick_ || !present) { // else it is seen by and by, when somebody looks
        later(random_.between(50ms, 1500ms), Sign{user, present});
    }
}

void Play::start_wsl(std::size_t user) {
    if (world_.wsl(user).power == world::Wsl::Power::Stopped) {
        world_.start_wsl(user, random_.between(2s, 9s));
        tell_of_wsl(user, true);
    }
}

void Play::stop_wsl(std::size_t user) {
    if (world_.wsl(user).is_running()) {
        world_.stop_wsl(user);
        tell_of_wsl(user, false);
    }
}

void Play::verb(std::size_t user, protocol::Verb what) {
    connection_ += users_.size();
    verb(user, std::move(what), connection_ + user);
}

void Play::verb(std::size_t user, protocol::Verb what, std::uint64_t connection) {
    if (core_ == nullptr || !is_logged_on_) {
        return;
    }
    invariants_.on_verb(user, what);
    feed(decide::VerbReceived{users_[user], connection, {1, std::move(what)}});
}

void Play::on_people(const Happening& happening) {
    const auto& vpns = plan_->behaviour->vpns;
    const std::string vpn = happening.which < vpns.size() ? vpns[happening.which].client : "Nobody's VPN";
    switch (happening.what) {
    case What::LogOff:
        return log_off();
    case What::LogOn:
        is_logged_on_ = true;
        for (std::size_t user = 0; user < users_.size(); ++user) {
            later(random_.between(1s, 30s), Happening{What::StartWsl, user});
        }
        return feed(users_seen());
    case What::Pause:
        return verb(happening.user, protocol::Pause{c_pause_minutes});
    case What::Resume:
        return verb(happening.user, protocol::Resume{});
    case What::RollBack:
        return verb(happening.user, protocol::RollBack{static_cast<NetworkingMode>(happening.which)});
    case What::Restore:
        return verb(happening.user, protocol::RestoreMode{});
    case What::ExcludeVpn:
        return verb(happening.user, protocol::ExcludeVpn{vpn, random_.chance(30)});
    case What::IncludeVpn:
        return verb(happening.user, protocol::IncludeVpn{vpn, random_.chance(30)});
    case What::Answer:
        return verb(happening.user,
                    protocol::AnswerOffer{happening.offer, happening.choice, happening.remember});
    default:
        return verb(happening.user, protocol::Look{});
    }
}

/// A user's agents and WSL end with the session.
void Play::log_off() {
    is_logged_on_ = false;
    end_all_calls(Ending::Missing);
    for (std::size_t user = 0; user < users_.size(); ++user) {
        stop_wsl(user);
    }
    feed(decide::UsersSeen{});
}

/// Who has just met a break agrees to what is proposed; later anybody may say anything, or nothing.
void Play::answer_offer(std::size_t user, const Offer& offer) {
    Happening answer{What::Answer, user};
    answer.offer = offer.id;
    answer.choice = offer.choices.empty() ? Choice{NotNow{}} : offer.choices.front();
    Time thinks = random_.between(2s, 20s);
    if (is_judging() && plan_->person != Person::Agrees) {
        answer.choice = NotNow{};
        if (plan_->person == Person::IsAway) {
            return;
        }
    } else if (!is_judging()) {
        if (random_.chance(25) && !is_quiet_) {
            return;
        }
        const std::size_t n = offer.choices.size() + 2;
        const std::uint64_t picked = random_.below(n);
        answer.choice = picked < offer.choices.size() ? offer.choices[picked]
                        : random_.chance(70)          ? Choice{NotNow{}}
                                                      : Choice{Postpone{}};
        answer.remember = random_.chance(10);
        thinks = random_.between(500ms, 120s);
    }
    later(thinks, std::move(answer));
}

void Play::on_service(const Happening& happening) {
    switch (happening.what) {
    case What::KillService:
        return kill_service(happening.takes);
    case What::StartService:
        return start_service();
    case What::ChangeSettings: {
        Random random{happening.which};
        settings_ = random_settings(random, plan_->profile, false);
        invariants_.use(settings_);
        return feed(decide::SettingsRead{settings_});
    }
    case What::AgentDies:
        agent_dead_ = true;
        return;
    case What::AgentHangs:
        agent_hangs_ = true;
        return;
    default:
        agent_dead_ = agent_hangs_ = false;
        end_all_calls(Ending::Answered);
        return;
    }
}

void Play::kill_service(Time for_how_long) {
    if (core_ == nullptr) {
        return;
    }
    core_.reset();
    twin_.reset();
    wake_at_.reset();
    ++service_runs_;
    std::fill(offers_.begin(), offers_.end(), std::string{});
    lanes_.clear();
    invariants_.on_service_killed();
    later(for_how_long, Happening{What::StartService});
}

void Play::start_service() {
    if (core_ != nullptr) {
        return;
    }
    invariants_.on_host_event(); // to a service that starts, all is new
    told_of_start_.assign(users_.size(), false);
    const std::string seed = "run" + std::to_string(++service_runs_);
    core_ = std::make_unique<decide::Supervisor>(settings_, rules_, journal_, seed);
    if (plan_->is_doubled) {
        twin_ = std::make_unique<decide::Supervisor>(settings_, rules_, journal_, seed);
    }
    feed(decide::UsersSeen{is_logged_on_ ? users_ : std::vector<UserId>{}});
}

/// Everything that can be well is well, and stays so.
void Play::quiet() {
    noise_.end();
    is_quiet_ = true;
    agent_dead_ = agent_hangs_ = false;
    end_all_calls(Ending::Missing);
    world_.plug_in();
    world_.set_alive(world::Place::Internet, true);
    if (world_.network() != 77) {
        world_.switch_network();
    }
    start_service();
    if (!is_logged_on_) {
        is_logged_on_ = true;
        feed(decide::UsersSeen{users_});
    }
    for (std::size_t user = 0; user < users_.size(); ++user) {
        world_.set_server(user, !plan_->behaviour->guest.server_dies);
        world_.wsl(user).in_use = false;
        verb(user, protocol::Resume{});
        start_wsl(user);
    }
    hint();
    later(c_quiet_for - 300s, Happening{What::Rest});
}

} // namespace mirrorwatch::simulate
