// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"

#include "service/agent/config/config_edit.hpp"
#include "service/agent/guest/guest.hpp"
#include "service/agent/probe/probes.hpp"

namespace mirrorwatch::agent {
namespace {

struct Handler {
    Ports& ports;

    Reply operator()(const ObserveWsl& request) const { return observe_wsl(request, ports); }

    Reply operator()(const AskGuest& request) const { return ask_guest(request, ports); }

    Reply operator()(const ApplyExclusion& request) const { return apply_exclusion(request, ports); }

    Reply operator()(const UndoExclusion& request) const { return undo_exclusion(request, ports); }

    Reply operator()(const SetNetworkingMode& request) const { return edit_for_remedy(request, ports); }

    Reply operator()(const PutBackConfig& request) const { return put_back_config(request, ports); }

    Reply operator()(const ShutDownWsl&) const { return shut_down_wsl(ports); }

    Reply operator()(const ProbeFromGuest& request) const { return probe_from_guest(request, ports); }

    Reply operator()(const ProposeEndpoints&) const { return propose_endpoints(ports); }

    Reply operator()(const ReadUserSettings&) const { return read_user_settings(ports); }

    Reply operator()(const SetConfigSetting& request) const { return edit_for_remedy(request, ports); }

    Reply operator()(const ApplyMtu& request) const { return lower_mtu(request, ports); }

    Reply operator()(const UndoMtu& request) const { return undo_mtu(request, ports); }
};

} // namespace

Reply handle(const Request& request, Ports& ports) {
    return std::visit(Handler{ports}, request);
}

} // namespace mirrorwatch::agent
