// SPDX-License-Identifier: MIT
// Boost.JSON's implementation, in this one file: Debian has no mingw build of the library.
#include <boost/json/src.hpp>
