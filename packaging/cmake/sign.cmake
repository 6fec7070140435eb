# SPDX-License-Identifier: MIT
# mw_sign(<target>): signs a program after it was linked, if there is something to sign with.
set(MIRRORWATCH_SIGN "" CACHE STRING
    "Command that signs a program in place; the program's path is added to it. Setup is signed by it too. Empty: not signed")

function(mw_sign target)
    if(MIRRORWATCH_SIGN)
        add_custom_command(TARGET ${target} POST_BUILD VERBATIM
            COMMAND ${MIRRORWATCH_SIGN} "$<TARGET_FILE:${target}>")
    endif()
endfunction()
