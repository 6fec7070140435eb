# The headers of others that most files include, parsed once for each build: a cold build spends two thirds of its time
# in them. Every file still includes what it uses; native-release builds without this, and so tells who does not.
option(MIRRORWATCH_PRECOMPILE "Parse the most common headers once" ON)

set(mw_common_headers <algorithm> <array> <charconv> <chrono> <cstdint> <deque> <functional> <iterator> <map> <memory>
    <optional> <set> <span> <sstream> <string> <string_view> <tuple> <utility> <variant> <vector>
    <boost/json/object.hpp> <boost/json/parse.hpp> <boost/json/serialize.hpp> <boost/json/value.hpp>
    <boost/system/result.hpp> <fmt/format.h>)

# mw_precompile(<target> [<header>...]): `target` gets these and the common ones, in a form of its own.
function(mw_precompile target)
    if(MIRRORWATCH_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE ${mw_common_headers} ${ARGN})
    endif()
endfunction()

# mw_precompile_like(<target> <other>): the very form that `other` has; both are compiled with the same options.
function(mw_precompile_like target other)
    if(MIRRORWATCH_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM ${other})
    endif()
endfunction()
