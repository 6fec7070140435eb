# SPDX-License-Identifier: MIT
# With ccache installed a rebuild is quick, in another checkout too: paths below the checkout do not count. What it may
# overlook is what it has to with precompiled headers: https://ccache.dev/manual/4.7.html#_precompiled_headers
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_HOST_WIN32)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
            CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${CCACHE_PROGRAM}")
endif()
