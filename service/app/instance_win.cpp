// SPDX-License-Identifier: MIT
#include "service/app/instance_win.hpp"

namespace mirrorwatch::app {

SingleInstance::SingleInstance()
    : mutex_(CreateMutexW(nullptr, FALSE, L"Global\\Mirrorwatch service")) {
    // Existing, or made by somebody whose object we may not even open: both are another instance.
    if (mutex_ && GetLastError() == ERROR_ALREADY_EXISTS) {
        mutex_.reset();
    }
}

} // namespace mirrorwatch::app
