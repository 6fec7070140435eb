// SPDX-License-Identifier: MIT
#include "tests/support/cli_markdown.hpp"

#include <iostream>

/// Prints docs/cli.md.
int main() {
    std::cout << mirrorwatch::support::cli_markdown();
}
