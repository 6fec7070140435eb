# SPDX-License-Identifier: MIT
# The clang that packaging/setup-dev.sh installs: 16 on Debian 12, 19 on Debian 13.
find_program(CMAKE_CXX_COMPILER NAMES clang++-16 clang++-19 REQUIRED)
