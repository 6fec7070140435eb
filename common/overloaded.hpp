// SPDX-License-Identifier: MIT
#pragma once

namespace mirrorwatch {

/// One function object of several, for std::visit: each alternative goes to the one that takes it.
template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
// C++20 deduces this by itself; clang does since 17.
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

} // namespace mirrorwatch
