# SPDX-License-Identifier: MIT
# mw_resources(<target> <description> <manifest> [<script>]): manifest, icon and version information for a program, and
# the resources of its own. All in one object: two with icons would number their pictures alike.
enable_language(RC)

function(mw_resources target description manifest)
    set(FILE_NAME "${target}.exe")
    set(FILE_DESCRIPTION "${description}")
    set(MANIFEST "${CMAKE_SOURCE_DIR}/packaging/${manifest}")
    set(script "${CMAKE_CURRENT_BINARY_DIR}/${target}.rc")
    set(MORE)
    if(ARGN)
        set(MORE "#include \"${CMAKE_CURRENT_SOURCE_DIR}/${ARGN}\"")
    endif()
    configure_file("${CMAKE_SOURCE_DIR}/packaging/program.rc.in" "${script}" @ONLY)
    set_property(SOURCE "${script}" APPEND PROPERTY OBJECT_DEPENDS "${MANIFEST}")
    target_sources(${target} PRIVATE "${script}")
    if(MSVC) # the resource script brings the manifest already
        target_link_options(${target} PRIVATE /MANIFEST:NO)
    endif()
endfunction()

# mw_event_texts(<target> <messages.mc>): the texts of Windows' event log, which the program itself carries.
function(mw_event_texts target messages)
    find_program(MIRRORWATCH_MC NAMES x86_64-w64-mingw32-windmc windmc mc REQUIRED)
    get_filename_component(messages "${messages}" ABSOLUTE)
    get_filename_component(name "${messages}" NAME_WE)
    set(folder "${CMAKE_CURRENT_BINARY_DIR}/event-texts")
    file(MAKE_DIRECTORY "${folder}")
    add_custom_command(OUTPUT "${folder}/${name}.rc"
        COMMAND "${MIRRORWATCH_MC}" -h "${folder}" -r "${folder}" "${messages}"
        DEPENDS "${messages}" VERBATIM)
    target_sources(${target} PRIVATE "${folder}/${name}.rc")
endfunction()
