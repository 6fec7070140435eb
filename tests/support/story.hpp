// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/supervisor.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::support {

using namespace std::chrono_literals;

/// What makes endpoints fail from within WSL while Windows reaches them, other than a way that is cut.
struct Ailment {
    std::vector<std::string> endpoints;
    ProbeResult from_wsl{false, "connect timeout", {}, ProbeStep::Connect};
    GuestTrial trial = {};                        // what the guest says of each of them
    std::vector<RemedySpec> cures = {};           // any of these; none: nothing helps
    bool only_with_vpn = true;                    // it is felt while a VPN is up
    std::optional<ProbeResult> from_windows = {}; // nothing: there it is not felt
    int takes_s = 60;                             // a trial that waits for so long finds nothing wrong
};

/// A small world in which a user's report can be told, and the core be asked what it makes of it. Time is the
/// story's own; every action that the core asks for is answered by this world's state, after a plausible
/// while. One user, one server "api" in WSL on port 8080, one VPN with a Cisco adapter, unless the story says
/// otherwise.
class Story {
public:
    explicit Story(Settings settings = default_settings(), Remembered journal = {});

    Story(const Story&) = delete; // what is to come refers to it
    Story& operator=(const Story&) = delete;

    static Settings default_settings();
    static EndpointSpec server(const std::string& name, std::uint16_t port);
    /// "api" is not in WSL but on the LAN, and asked from both sides: what a VPN's routes take away from WSL.
    static Settings lan_settings();
    /// Outside this machine: "http://git.corp.example/".
    static EndpointSpec site(const std::string& name, EndpointFrom from);
    static Adapter ethernet();
    static Adapter cisco();
    static Adapter second_vpn();
    static const UserId& user();

    // --- what happens ---
    void begin(); // the service starts, the user is there
    void pass(decide::Duration time);
    void vpn_comes_up(const Adapter& vpn = cisco());
    void vpn_goes_down(const Adapter& vpn = cisco());
    void user_answers(const Choice& choice, bool remember = false);
    /// The user chooses what costs a restart of WSL, and starts it again.
    void user_takes(const Choice& choice);
    void user_rolls_back(NetworkingMode mode = NetworkingMode::Nat);
    void user_excludes(const std::string& vpn, bool always = false);
    void user_includes(const std::string& vpn, bool never_ask = false);
    void user_edits_wslconfig(NetworkingMode mode);
    void user_restores();
    void command_line_restores(); // with the service stopped: the file is put back, and nobody is told
    void user_leaves();
    void user_comes_back();
    void wsl_starts(); // by somebody else; the servers start with it
    void wsl_stops();
    void network_is_unplugged();
    void network_is_plugged_in();
    void settings_are_edited(Settings settings);
    void user_edits_his_own(std::vector<EndpointSpec> endpoints);
    /// Nothing happens meanwhile. `is_told`: Windows says afterwards that it was asleep, which with Modern
    /// Standby it does not.
    void machine_sleeps(decide::Duration time, bool is_told = true);
    void user_pauses(std::uint32_t minutes);
    void user_resumes();
    void user_looks();

    /// A window is in front of it, or the screen is locked.
    void question_is_hidden();
    void tray_dies();
    /// From the session, which goes on: remote desktop, or fast user switching.
    void user_disconnects();
    void user_reconnects();

    /// WSL rewires its guest, and what we put there is gone.
    void loses_exclusion() { excluded_.clear(); }

    /// The service dies and is started again: only the journal is left of what it knew.
    void service_restarts();
    void send(decide::Event event);

    /// Windows notices that `lan`, `services` or another part of the world has changed.
    void network_changes() { send(decide::AdapterHint{}); }

    // --- the world, to be changed by the story as it goes ---
    bool vpn_breaks_mirrored =
        true; // the way between Windows and WSL is cut while the VPN is up and mirrored
    /// The same by something that has no adapter: a packet filter, a proxy.
    bool filter_breaks_mirrored = false;
    bool nat_is_broken_too = false;
    bool virtioproxy_is_broken_too = false;
    std::optional<Ailment> ailment;
    std::optional<bool> somebody_works_in_wsl = false; // nothing: the guest does not say
    GuestFacts guest_facts;                            // but for the trials and what is above
    bool guest_is_silent = false;                      // when asked for facts
    decide::Duration guest_is_late_by{0};              // when asked for facts
    bool guest_probes_nothing = false;                 // and when asked to probe
    std::optional<GuestFacts> guest_misspeaks;         // this once, instead of what is so
    std::vector<std::string> config_mistakes;
    std::vector<Adapter> lan{ethernet()}; // what is there besides the VPNs
    std::vector<Route> routes;
    std::vector<PhonebookEntry> phonebook;
    std::optional<std::vector<std::string>> services = std::vector<std::string>{};
    std::optional<std::string> proxy = "";
    std::vector<std::uint16_t> listening; // in WSL, for Windows' 127.0.0.1: "port 8080" in server_alive
    std::optional<std::string> internet_test = "www.msftconnecttest.com"; // of Windows
    bool exclusion_works = true;                                          // the guest does what it is told
    std::optional<Message> exclusion_refused;
    std::optional<Message> edit_refused;
    std::optional<Message> shutdown_refused;
    bool guest_tells_machine = true;      // and its mode, when WSL is looked at
    bool shutdown_answer_is_lost = false; // it is done, and nobody hears of it
    bool agent_is_dead = false;           // the agent dies before it answers
    bool prober_is_dead = false;          // nobody can ask as the user
    std::map<std::string, bool> server_alive{{"api", true}};
    NetworkingMode configured = NetworkingMode::Mirrored;
    NetworkingMode effective = NetworkingMode::Mirrored;
    std::vector<std::string> running{"Ubuntu"};
    int vm = 1;                             // which virtual machine runs; grows with each start
    std::map<std::string, bool> site_alive; // those outside this machine; all others are
    bool vpn_cuts_guest_off = true;         // from sites, while WSL is mirrored
    bool signs_of_wsl = true;               // its processes are seen to come and go, once a minute
    bool targets_accept = true;
    HostFacts host_facts;
    bool has_proxy = false;
    bool tray_shows_questions = true;    // within a moment
    bool other_guest_is_cut_off = false; // that of any other user

    // --- what was seen ---
    [[nodiscard]] Snapshot now() const { return supervisor_.snapshot(user()); }

    /// All who are there, as an administrator sees them.
    [[nodiscard]] std::vector<PersonView> everybody() const { return supervisor_.people(); }

    [[nodiscard]] Snapshot now_for(const UserId& other) const { return supervisor_.snapshot(other); }

    /// The last ones that the guest was told.
    [[nodiscard]] const std::vector<AddressPrefix>& host_subnets() const { return host_subnets_; }

    [[nodiscard]] EndpointState state_of(const std::string& endpoint) const;

    [[nodiscard]] bool vpn_is_excluded() const { return !excluded_.empty(); }

    [[nodiscard]] int shutdowns() const { return shutdowns_; }

    [[nodiscard]] int offers() const { return offers_; }

    /// Things that the user was told once, that they are over included.
    [[nodiscard]] int notices() const { return notices_; }

    [[nodiscard]] bool dns_tunneling() const { return settings_in_force_.dns_tunneling; }

    [[nodiscard]] bool auto_proxy() const { return settings_in_force_.auto_proxy; }

    [[nodiscard]] bool mtu_is_lowered() const { return mtu_is_lowered_; }

    /// Of the first finding; fails the test when nothing was found.
    [[nodiscard]] FindingView finding() const;
    [[nodiscard]] bool found(Fault fault) const;
    /// All that is found, the most important one first.
    [[nodiscard]] std::vector<Fault> causes() const;
    /// Of the question on the screen; none: there is none.
    [[nodiscard]] std::vector<Choice> choices() const;
    /// Of the remedy that is in force or under way, or ended last; fails the test when there was none.
    [[nodiscard]] RemedyState remedy() const;
    /// Nobody was asked anything, and nothing was changed, restarted or excluded.
    [[nodiscard]] bool is_left_alone() const;

    [[nodiscard]] const std::vector<VpnPreference>& preferences() const { return journal_.preferences; }

    [[nodiscard]] std::vector<std::string> guest_calls() const { return guest_calls_; }

    /// Probes of this endpoint by the service, by agents, and from the guest, in the order of their start.
    [[nodiscard]] std::vector<decide::Duration> probes_of(const std::string& endpoint) const;
    /// What the user's agent was asked since the story began: "look", "mode" (with the guest), "probe", …;
    /// "any". And the probes "as " an account, and of those the ones "by proxy".
    [[nodiscard]] int calls(const std::string& what) const;

    /// Questions to the guest that came while WSL did not run.
    [[nodiscard]] int calls_to_stopped_wsl() const { return calls_to_stopped_wsl_; }

    [[nodiscard]] int wake_ups() const { return wake_ups_; }

    [[nodiscard]] int publications() const { return publications_; }

    [[nodiscard]] EndpointView view_of(const std::string& endpoint) const;

    [[nodiscard]] bool was_said(MessageId code) const { return times_said(code) > 0; }

    [[nodiscard]] std::ptrdiff_t times_said(MessageId code) const;

    /// What was recorded with this sentence, in its order.
    [[nodiscard]] std::vector<decide::Record> said(MessageId code) const;
    /// Of the last time that this was recorded.
    [[nodiscard]] std::vector<std::string> evidence_of(MessageId code) const;

    [[nodiscard]] const std::optional<protocol::Answer>& answer() const { return answer_; }

    [[nodiscard]] const std::vector<std::pair<UserId, Remedy>>& journal() const { return journal_.remedies; }

    [[nodiscard]] decide::Duration time() const; // since the story began

    /// Time since the story began at which the offer was first seen.
    [[nodiscard]] std::optional<decide::Duration> offered_at() const { return offered_at_; }

private:
    void carry_out(const std::vector<decide::Action>& actions);
    void later(decide::Duration delay, std::function<decide::Event()> what);
    [[nodiscard]] AdapterTable table() const;
    [[nodiscard]] ProbeResult probe(const EndpointSpec& endpoint) const;
    [[nodiscard]] bool is_site_alive(const EndpointSpec& endpoint) const;
    [[nodiscard]] ProbeResult probe_from_guest(const EndpointSpec& endpoint) const;
    [[nodiscard]] decide::Duration time_of(const agent::Request& request) const;
    [[nodiscard]] decide::Event answer_to(const decide::AskAgent& question);
    void sign_of_wsl();
    void note_probe(const EndpointSpec& endpoint);
    [[nodiscard]] std::string config_sha256() const; // not a real one: files that differ have different ones
    [[nodiscard]] agent::Reply put_back(const std::string& remedy);
    [[nodiscard]] agent::Reply reply_to(const agent::Request& request);
    [[nodiscard]] bool way_is_cut() const;
    [[nodiscard]] bool ails(const std::string& endpoint) const;
    [[nodiscard]] bool is_cured_by(const RemedySpec& remedy) const;
    [[nodiscard]] std::vector<GuestDevice> mirrored_devices() const;
    [[nodiscard]] std::string way_out(const std::vector<GuestDevice>& devices) const;
    [[nodiscard]] GuestFacts facts_for(const agent::AskGuest& question);
    void ask(protocol::Verb verb);

    Settings settings_;
    Remembered journal_;
    int service_runs_ = 1;
    decide::Supervisor supervisor_;
    decide::TimePoint clock_{};
    std::multimap<decide::TimePoint, std::function<decide::Event()>> coming_;
    std::optional<decide::TimePoint> wake_at_;
    std::vector<Adapter> vpns_; // those that are up
    std::string excluded_;      // GUID
    int shutdowns_ = 0;
    int offers_ = 0;
    int notices_ = 0;
    std::string last_notice_;
    bool mtu_is_lowered_ = false;

    struct ConfigSettings {
        bool dns_tunneling = true;
        bool auto_proxy = true;
    };

    ConfigSettings settings_in_file_;
    ConfigSettings settings_in_force_; // of the WSL that runs
    std::optional<std::string> last_offer_;
    std::optional<decide::Duration> offered_at_;
    NetworkingMode before_edit_ = NetworkingMode::Unknown;
    NetworkingMode edited_to_ = NetworkingMode::Unknown;
    std::string edited_by_; // the remedy that edited the file last
    std::vector<std::string> guest_calls_;
    std::map<std::string, int> calls_;
    int calls_to_stopped_wsl_ = 0;
    int wake_ups_ = 0;
    int publications_ = 0;
    std::map<std::string, std::vector<decide::Duration>> probes_;
    std::vector<EndpointSpec> own_endpoints_;
    bool unplugged_ = false;
    std::vector<AddressPrefix> host_subnets_;
    std::vector<decide::Record> recorded_;
    std::optional<protocol::Answer> answer_;
};

/// WSL runs mirrored, the server answers.
struct QuietMorning : Story {
    explicit QuietMorning(Settings settings = default_settings());
};

/// A quiet morning, until the VPN came up: the question is on the screen. Something on the host keeps Windows
/// from the server in WSL: a VPN's routes do not, so excluding it is no choice.
struct BrokenMorning : QuietMorning {
    explicit BrokenMorning(Settings settings = default_settings());
};

/// The same where the VPN's routes keep WSL from "api" on the LAN.
struct CutOffMorning : BrokenMorning {
    CutOffMorning()
        : BrokenMorning(lan_settings()) {}
};

} // namespace mirrorwatch::support
