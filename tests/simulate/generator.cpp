// SPDX-License-Identifier: MIT
#include "tests/simulate/generator.hpp"

#include "tests/simulate/random.hpp"
#include "tests/support/world/oracle.hpp"

#include <array>
#include <string>
#include <utility>

namespace mirrorwatch::simulate {
namespace {

using namespace world;

/// What a client brings, as the shipped table of VPNs knows it, or does not.
struct Kind {
    const char* client;
    const char* description; // empty: a service without an adapter
    const char* name;        // of the adapter, or of the service
    std::uint32_t if_type;
    const char* mac;
    std::uint32_t mtu;
    const char* component_id;
    bool known;
};

constexpr std::array c_kinds{
    Kind{"Cisco Secure Client", "Cisco Secure Client Virtual Miniport Adapter for Windows x64", "Ethernet 4",
         6, "00-05-9A-3C-7A-00", 1'390, "vpnva", true},
    Kind{"GlobalProtect", "PANGP Virtual Ethernet Adapter Secure", "Ethernet 6", 6, "02-50-41-00-00-01",
         1'500, "pangpd", true},
    Kind{"FortiClient", "Fortinet SSL VPN Virtual Ethernet Adapter", "Ethernet 5", 6, "00-09-0F-AA-00-01",
         1'500, "", true},
    Kind{"WireGuard", "WireGuard Tunnel", "office", 53, "", 1'420, "wireguard", true},
    Kind{"OpenVPN", "OpenVPN Data Channel Offload", "OpenVPN Data Channel Offload", 53, "", 1'500, "ovpn-dco",
         true},
    Kind{"OpenVPN Connect", "TAP-Windows Adapter V9 for OpenVPN Connect", "Local Area Connection", 6,
         "00-FF-12-34-56-78", 1'500, "root\\tap_ovpnconnect", true},
    Kind{"NordVPN", "NordLynx Tunnel", "NordLynx", 53, "", 1'420, "wintun", true},
    Kind{"Windows VPN", "Office", "Office", 23, "", 1'400, "", true},
    Kind{"Pulse Secure", "Pulse Secure Virtual Adapter", "Pulse Secure", 6, "02-05-85-00-00-01", 1'400, "",
         true},
    Kind{"F5 Access", "F5 Networks VPN Adapter", "F5 VPN", 23, "", 1'400, "", true},
    Kind{"Acme Wire", "Acme Wire", "Acme", 53, "", 1'420, "wintun", true},
    Kind{"Acme Connect", "Acme Connect Adapter", "Acme", 53, "", 1'420, "", false},
    Kind{"Zscaler", "", "ZSATunnel", 0, "", 0, "", true},
};

enum class Reaches { Split, SplitAndLan, Halves, Whole };

/// What is wrong with it.
enum class Trouble {
    None,
    Swallows,     // what goes by its device
    SwallowsCorp, // of that what is behind it
    DropsMirrored,
    DropsMirroredAndNat,
    DropsAll,
    Blocks, // by the Hyper-V firewall
    CutsNames,
    LosesLarge,
    Passes, // after a few seconds
    Slow,
    ServerDies,
    CutsPrivateNames,
    LosesDefaultRoute, // the guest, at the moment when it comes up
    IsCovered,         // by a network of the guest's own
};
constexpr std::uint64_t c_troubles = 15;

/// Makes one behaviour, choice by choice.
class Maker {
public:
    Maker(Random random, std::size_t number)
        : random_(std::move(random)) {
        made_.name = "generated-" + std::to_string(number);
    }

    Behaviour make() {
        kind_ = &c_kinds[random_.below(c_kinds.size())];
        has_device_ = *kind_->description != '\0';
        add_vpn();
        add_time();
        add_trouble();
        made_.machine.cards = random_.chance(25) ? 2 : 1;
        made_.summary = std::string{kind_->client} + summary_;
        return made_;
    }

private:
    void add_vpn() {
        VpnClient vpn;
        vpn.client = kind_->client;
        vpn.known = kind_->known;
        if (has_device_) {
            add_device(vpn);
        } else {
            vpn.service = kind_->name;
        }
        made_.vpns.push_back(std::move(vpn));
    }

    void add_device(VpnClient& vpn) {
        VpnDevice device;
        device.description = kind_->description;
        device.name = kind_->name;
        device.if_type = kind_->if_type;
        device.mac = kind_->mac;
        device.mtu = kind_->mtu;
        device.component_id = kind_->component_id;
        device.metric = random_.chance(50) ? 1 : 5;
        if (random_.chance(60)) {
            device.dns_servers = {"10.20.0.53"};
            device.dns_suffix = "corp.example";
        }
        vpn.device = device;
        reaches_ = static_cast<Reaches>(random_.below(kind_->known ? 4 : 2) + (kind_->known ? 0 : 2));
        vpn.routes = {"10.20.0.0/16"};
        for (const char* route : routes_of(reaches_)) {
            vpn.routes.emplace_back(route);
        }
    }

    static std::vector<const char*> routes_of(Reaches reaches) {
        switch (reaches) {
        case Reaches::Split:
            return {};
        case Reaches::SplitAndLan:
            return {"192.168.77.0/25", "192.168.77.128/25"};
        case Reaches::Halves:
            return {"0.0.0.0/1", "128.0.0.0/1"};
        case Reaches::Whole:
            return {"0.0.0.0/0"};
        }
        return {};
    }

    /// It flaps, comes late in parts, or comes back after sleep.
    void add_time() {
        VpnClient& vpn = made_.vpns.front();
        switch (random_.below(8)) {
        case 3:
            vpn.start = Start::Before;
            break;
        case 4:
            add_bystander();
            break;
        case 0:
            made_.timeline = {{2'000, Turn::VpnDown}, {5'000, Turn::VpnUp}};
            break;
        case 1:
            vpn.routes_after_ms = has_device_ ? 1'500 : 0;
            vpn.dns_after_ms = 2'000;
            break;
        case 2:
            vpn.start = Start::Later;
            made_.timeline = {{0, Turn::Sleep, 300}, {20'000, Turn::VpnUp}};
            break;
        default:
            break;
        }
    }

    /// Another VPN, which was there before, or comes a little later.
    void add_bystander() {
        VpnDevice device;
        device.description = "Tailscale Tunnel";
        device.name = "Tailscale";
        device.if_type = 53;
        device.mtu = 1'280;
        device.component_id = "wintun";
        device.address = "100.64.0.9";
        VpnClient vpn;
        vpn.client = "Tailscale";
        vpn.device = device;
        vpn.routes = {"100.64.0.0/10"};
        vpn.reaches_corp = false;
        vpn.start = Start::Later;
        made_.timeline = {{random_.chance(50) ? 0U : 8'000U, Turn::VpnUp, 1}};
        made_.vpns.push_back(std::move(vpn));
    }

    void add_trouble() {
        const auto trouble = static_cast<Trouble>(random_.below(c_troubles));
        switch (trouble) {
        case Trouble::None:
            return;
        case Trouble::Swallows:
        case Trouble::SwallowsCorp:
            return swallow(trouble == Trouble::SwallowsCorp);
        case Trouble::DropsMirrored:
        case Trouble::DropsMirroredAndNat:
        case Trouble::DropsAll:
            return drop(trouble);
        case Trouble::Blocks:
            return block();
        case Trouble::CutsNames:
            return cut_names();
        case Trouble::LosesLarge:
            return lose_large();
        case Trouble::Passes:
        case Trouble::Slow:
            return trouble_a_little(trouble);
        case Trouble::CutsPrivateNames:
            return cut_private_names();
        case Trouble::LosesDefaultRoute:
            return lose_default_route();
        case Trouble::IsCovered:
            return cover();
        case Trouble::ServerDies:
            summary_ = ": a server in WSL dies as it comes up";
            made_.guest.server_dies = true;
            made_.profiles = {Profile::Plain};
            return called(Fault::ServerDead);
        }
    }

    void called(Fault fault, std::vector<Fault> also = {}) {
        made_.fault = fault;
        made_.also_named = std::move(also);
    }

    /// The product has a word for it, or not yet.
    void called_or_nameless(const char* name) {
        made_.fault = value_named<Fault>(name);
        made_.nameless = made_.fault ? "" : name;
    }

    Effect& add_effect(Cuts cuts, std::vector<Place> to) {
        Effect effect;
        effect.cuts = cuts;
        effect.to = std::move(to);
        made_.effects.push_back(std::move(effect));
        return made_.effects.back();
    }

    void swallow(bool only_corp) {
        if (!has_device_) {
            return drop(Trouble::DropsMirrored);
        }
        const bool takes_others = reaches_ != Reaches::Split;
        const bool is_about_corp = only_corp || !takes_others;
        Effect& effect = is_about_corp
                             ? add_effect(Cuts::Everything, {Place::BehindVpn})
                             : add_effect(Cuts::Everything, {Place::Lan, Place::Internet, Place::BehindVpn});
        effect.modes = {NetworkingMode::Mirrored};
        effect.through_vpn_device = true;
        summary_ = ": swallows what WSL sends by its device";
        if (is_about_corp) {
            made_.profiles = {Profile::Corporate};
            made_.right = {"nat", "virtioproxy"};
            return called(Fault::VpnTargetsCut, {Fault::TunnelRepliesDropped});
        }
        made_.profiles = {Profile::Plain};
        called(Fault::VpnCutsWsl);
    }

    void drop(Trouble trouble) {
        Effect& effect = add_effect(Cuts::Everything, {Place::Lan, Place::Internet});
        made_.profiles = {Profile::Plain};
        summary_ = ": its filter drops WSL's packets";
        if (trouble != Trouble::DropsAll) {
            effect.modes = {NetworkingMode::Mirrored};
        }
        if (trouble == Trouble::DropsMirroredAndNat) {
            effect.modes.push_back(NetworkingMode::Nat);
            made_.may_try = {"nat"};
        }
        if (trouble == Trouble::DropsAll) {
            made_.also_right = {"in_vain"};
        }
        if (reaches_ != Reaches::Split && has_device_) {
            made_.may_try.emplace_back("exclude"); // it carries some of what fails
        }
        called(Fault::VpnCutsWsl, {Fault::SecurityFilter});
    }

    void block() {
        made_.machine.hyperv_block_rules = {std::string{kind_->client} + " outbound block-all rule"};
        add_effect(Cuts::Everything, {Place::Lan, Place::Internet, Place::BehindVpn});
        summary_ = ": its kill switch blocks WSL";
        made_.right = {"words"};
        called(Fault::HypervBlocked);
    }

    void cut_names() {
        add_effect(Cuts::Names, {Place::Internet, Place::BehindVpn}).needs = ConfigSetting::DnsTunneling;
        summary_ = ": lookups of WSL get no answer";
        called(Fault::DnsTunnelBroken);
    }

    void cut_private_names() {
        add_effect(Cuts::PrivateNames, {Place::BehindVpn}).needs = ConfigSetting::DnsTunneling;
        made_.profiles = {Profile::Corporate};
        summary_ = ": lookups of WSL for what is behind it get no answer";
        called(Fault::DnsTunnelBroken, {Fault::SplitDnsBypassed});
    }

    void lose_default_route() {
        if (has_device_ && reaches_ != Reaches::Split && reaches_ != Reaches::SplitAndLan) {
            return; // it has one of its own
        }
        Effect& effect = add_effect(Cuts::DefaultRoute, {Place::Internet});
        effect.when = When::Onset;
        effect.modes = {NetworkingMode::Mirrored};
        effect.cured_by_restart = true;
        made_.profiles = {Profile::Plain};
        made_.right = {"restart_wsl"};
        called_or_nameless("no_default_route");
        summary_ = ": WSL has no default route any more";
    }

    void cover() {
        made_.guest.networks = {{"br-4d5e6f708192", "10.20.0.0/16", When::Onset}};
        made_.profiles = {Profile::Corporate};
        made_.right = {"words"};
        called_or_nameless("bridge_covers_target");
        summary_ = ": Docker has the addresses of what is behind it";
    }

    void lose_large() {
        if (!has_device_ || reaches_ == Reaches::SplitAndLan || kind_->mtu <= 1'400) {
            return;
        }
        made_.profiles = {reaches_ == Reaches::Split ? Profile::Corporate : Profile::Plain};
        Effect& effect = add_effect(Cuts::LargePackets, {Place::Internet, Place::BehindVpn});
        effect.modes = {NetworkingMode::Mirrored};
        effect.through_vpn_device = true;
        effect.path_mtu = 1'300;
        summary_ = ": large packets are lost on its way";
        called(Fault::LargePacketsLost);
    }

    void trouble_a_little(Trouble trouble) {
        const bool passes = trouble == Trouble::Passes;
        Effect& effect =
            add_effect(passes ? Cuts::Everything : Cuts::Promptness, {Place::Lan, Place::Internet});
        effect.for_ms = passes ? 2'000 + static_cast<std::uint32_t>(random_.below(2'500)) : 0;
        effect.delay_ms = 800;
        summary_ = passes ? ": for a few seconds nothing passes" : ": all takes longer";
    }

    Random random_;
    Behaviour made_;
    const Kind* kind_ = nullptr;
    bool has_device_ = false;
    Reaches reaches_ = Reaches::Split;
    std::string summary_ = ": nothing is wrong";
};

/// A fault that nobody can feel has no truth, and none is felt in a calm world.
bool has_truth(const Behaviour& behaviour) {
    for (const Profile profile : behaviour.profiles) {
        if (truth_of(behaviour, profile).broken.empty() != behaviour.is_harmless()) {
            return false;
        }
    }
    return true;
}

} // namespace

std::vector<Behaviour> generated(std::size_t count, std::uint64_t seed) {
    std::vector<Behaviour> all;
    for (std::uint64_t number = 0; all.size() < count; ++number) {
        Behaviour behaviour = Maker{Random{seed_of(seed, number)}, all.size()}.make();
        if (has_truth(behaviour)) {
            all.push_back(std::move(behaviour));
        }
    }
    return all;
}

} // namespace mirrorwatch::simulate
