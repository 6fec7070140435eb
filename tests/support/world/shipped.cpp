// SPDX-License-Identifier: MIT
#include "tests/support/world/shipped.hpp"

#include "tests/support/world/behaviour.hpp"

#include <stdexcept>

namespace mirrorwatch::world {

const std::vector<Behaviour>& shipped_behaviours() {
    static const std::vector<Behaviour> c_behaviours = [] {
        std::vector<Behaviour> all;
        for (const std::string_view text : shipped_texts()) {
            all.push_back(behaviour_from_json(text).value());
        }
        return all;
    }();
    return c_behaviours;
}

const Behaviour& shipped_behaviour(std::string_view name) {
    for (const Behaviour& behaviour : shipped_behaviours()) {
        if (behaviour.name == name) {
            return behaviour;
        }
    }
    throw std::out_of_range("there is no behaviour " + std::string{name});
}

} // namespace mirrorwatch::world
