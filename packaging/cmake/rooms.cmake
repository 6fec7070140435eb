# SPDX-License-Identifier: MIT
# mw_sources(<variable> <folder>...): the .cpp files directly in these folders (below the current one).
# *_win.cpp counts for Windows only; main_win.cpp belongs to a program, never to a room.
function(mw_sources variable)
    set(found)
    foreach(folder ${ARGN})
        file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cpp")
        list(APPEND found ${sources})
    endforeach()
    list(FILTER found EXCLUDE REGEX "/main_win\\.cpp$")
    if(NOT WIN32)
        list(FILTER found EXCLUDE REGEX "_win\\.cpp$")
    endif()
    set(${variable} ${found} PARENT_SCOPE)
endfunction()

# mw_library(<name> SOURCES <file>... USES <library>...). One without sources is headers only, or still to come.
function(mw_library name)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;USES")
    if(room_SOURCES)
        add_library(${name} STATIC ${room_SOURCES})
        target_link_libraries(${name} PUBLIC mw_options ${room_USES})
        if(name STREQUAL mw_common) # the first of them
            mw_precompile(${name})
        else()
            mw_precompile_like(${name} mw_common)
        endif()
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE mw_options ${room_USES})
    endif()
endfunction()

# mw_room(<name> FOLDERS <folder>... USES <library>...): one library from all sources of one room.
function(mw_room name)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "FOLDERS;USES")
    mw_sources(sources ${room_FOLDERS})
    mw_library(${name} SOURCES ${sources} USES ${room_USES})
endfunction()
