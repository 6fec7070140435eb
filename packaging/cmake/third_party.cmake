# SPDX-License-Identifier: MIT
# mw_third_party: the headers of Boost, spdlog, fmt, toml++ and doctest; mw_program_options: Boost's one compiled library.
add_library(mw_third_party INTERFACE)
add_library(mw_program_options INTERFACE)
target_compile_definitions(mw_third_party INTERFACE
    BOOST_ALL_NO_LIB BOOST_ASIO_NO_DEPRECATED SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)

if(MINGW)
    # Otherwise Asio picks POSIX or Windows threads by whether a standard header came before it, file by file, and one
    # program ends up with both under one name: it then waits for the end of a thread that is none.
    target_compile_definitions(mw_third_party INTERFACE BOOST_ASIO_HAS_PTHREADS=1)
endif()

if(MSVC) # packages by vcpkg.json
    find_package(Boost 1.81 REQUIRED COMPONENTS program_options)
    find_package(fmt CONFIG REQUIRED)
    find_package(spdlog CONFIG REQUIRED)
    find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
    find_path(DOCTEST_INCLUDE_DIR doctest/doctest.h REQUIRED)
    target_include_directories(mw_third_party SYSTEM INTERFACE "${TOMLPLUSPLUS_INCLUDE_DIR}" "${DOCTEST_INCLUDE_DIR}")
    target_link_libraries(mw_third_party INTERFACE Boost::headers fmt::fmt-header-only spdlog::spdlog_header_only)
    target_link_libraries(mw_program_options INTERFACE Boost::program_options)
    return()
endif()

set(third_party_names boost spdlog fmt toml++ doctest)
foreach(name ${third_party_names})
    if(NOT EXISTS "/usr/include/${name}")
        message(FATAL_ERROR "The headers of ${name} are missing. Run packaging/setup-dev.sh first.")
    endif()
endforeach()
if(WIN32)
    # Debian's headers lie among glibc's, which must never reach the cross compiler: a folder of links holds just ours.
    set(third_party_dir "${CMAKE_BINARY_DIR}/third_party")
    file(MAKE_DIRECTORY "${third_party_dir}")
    foreach(name ${third_party_names})
        file(CREATE_LINK "/usr/include/${name}" "${third_party_dir}/${name}" SYMBOLIC)
    endforeach()
    target_include_directories(mw_third_party SYSTEM INTERFACE "${third_party_dir}")
endif()

file(STRINGS "/usr/include/boost/version.hpp" boost_version REGEX "define BOOST_VERSION [0-9]+")
string(REGEX MATCH "[0-9]+" boost_version "${boost_version}")
if(boost_version LESS 108100)
    message(FATAL_ERROR "Boost 1.81 or newer is needed. Run packaging/setup-dev.sh first.")
endif()

if(WIN32)
    execute_process(COMMAND "${CMAKE_SOURCE_DIR}/packaging/boost-program-options.sh" --path
        OUTPUT_VARIABLE program_options OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    if(NOT EXISTS "${program_options}")
        message(FATAL_ERROR "Boost.Program_options for mingw is missing. Run packaging/boost-program-options.sh first.")
    endif()
    target_link_libraries(mw_program_options INTERFACE "${program_options}")
else()
    find_package(Threads REQUIRED)
    target_link_libraries(mw_third_party INTERFACE Threads::Threads)
    target_link_libraries(mw_program_options INTERFACE boost_program_options)
endif()
