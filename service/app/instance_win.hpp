// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"

namespace mirrorwatch::app {

/// Holds a name of the whole machine for as long as it lives, so that only one service works at a time, under
/// the SCM or in a console. The pipe's first instance says the same, but later and with a vaguer error.
class SingleInstance {
public:
    SingleInstance();

    /// Whether we hold it; otherwise another one does.
    [[nodiscard]] bool is_ours() const { return static_cast<bool>(mutex_); }

private:
    KernelHandle mutex_;
};

} // namespace mirrorwatch::app
