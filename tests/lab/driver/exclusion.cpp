// SPDX-License-Identifier: MIT
#include "service/cli/exclusion_print.hpp"

#include <iostream>

/// `mirrorwatch-exclusion STEP DEVICE` prints what `mirrorwatch vpn exclude --print-script STEP --device
/// DEVICE` does, on Linux, where the lab plays it.
int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "Usage: mirrorwatch-exclusion show|apply|verify|refresh|undo DEVICE\n";
        return 2;
    }
    const auto text = mirrorwatch::cli::printed_step(argv[1], argv[2]);
    if (!text) {
        std::cerr << text.error().message << '\n';
        return 2;
    }
    std::cout << *text;
    return 0;
}
