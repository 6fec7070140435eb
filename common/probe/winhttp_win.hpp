// SPDX-License-Identifier: MIT
#pragma once

#include "common/probe/system_probe.hpp"

namespace mirrorwatch::probe {

/// Asks by WinHTTP, asynchronously: a probe that hangs holds no thread of ours, and is ended by closing its
/// handle. A connection of its own for each request; no cookies, no log-on with anybody's credentials, no
/// client certificate, no compression, no question about revocation. Redirects are ours (http_rules).
///
/// - Trust is the machine's and the user's certificate stores; `tls_verify = false` accepts any certificate.
/// - ProxyUse::System is the automatic proxy of the account that this process runs as (Windows 8.1 and
/// later);
///   loopback never goes through it.
/// - `address`, and `tls_server_name`, which is who the server must prove to be, need
///   WINHTTP_OPTION_RESOLUTION_HOSTNAME (Windows 10 2004 and later): WinHTTP is given the name, and told what
///   to look up instead. Without it an endpoint that has a family or a server name fails and says so. Both
///   mean a direct connection: a proxy resolves names itself, and is asked for `tls_server_name`. A redirect
///   to another host takes any family.
/// - WinHTTP tells neither a refusal from "no way there" nor an unknown name from a silent name server.
[[nodiscard]] SystemProbe winhttp_probe();

} // namespace mirrorwatch::probe
