# mw_resources(<target> <description> <manifest>): manifest and version information for a program.
enable_language(RC)

function(mw_resources target description manifest)
    set(FILE_NAME "${target}.exe")
    set(FILE_DESCRIPTION "${description}")
    set(MANIFEST "${CMAKE_SOURCE_DIR}/packaging/${manifest}")
    set(script "${CMAKE_CURRENT_BINARY_DIR}/${target}.rc")
    configure_file("${CMAKE_SOURCE_DIR}/packaging/program.rc.in" "${script}" @ONLY)
    set_property(SOURCE "${script}" APPEND PROPERTY OBJECT_DEPENDS "${MANIFEST}")
    target_sources(${target} PRIVATE "${script}")
    if(MSVC) # the resource script brings the manifest already
        target_link_options(${target} PRIVATE /MANIFEST:NO)
    endif()
endfunction()
