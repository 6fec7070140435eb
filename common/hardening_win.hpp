// SPDX-License-Identifier: MIT
#pragma once

namespace mirrorwatch {

/// To be called first thing in main. Libraries come from System32 only, never from the folder of the program
/// or the current one; no library from the network or of low integrity is loaded; no extension point (AppInit
/// DLLs, window hooks, legacy IMEs) gets into the process; a corrupt heap ends it. What Windows refuses is
/// left as it is: there is nobody to tell yet.
///
/// Not set, and why: signatures of Microsoft only, as security products put libraries of their own into
/// WinHTTP and COM; no dynamic code, as a proxy script may be run in the process; strict handle checks, as
/// libstdc++ and winpthreads were not made for them.
void harden_process() noexcept;

} // namespace mirrorwatch
