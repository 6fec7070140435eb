// SPDX-License-Identifier: MIT
#include "service/agent/config/file_calls.hpp"

namespace mirrorwatch::agent {

Error told(const FileError& error, const std::string& path, Doing doing) {
    const std::string done = doing == Doing::Reading ? "read" : "changed";
    switch (error.trouble) {
    case FileTrouble::Locked:
        return Error{path + " is open in another program, which lets nobody else have it. Close that "
                            "program, and try again."};
    case FileTrouble::Full:
        return Error{"The disk has no room for " + path + ". Make some, and try again."};
    case FileTrouble::Denied:
        return Error{"Windows does not let you have " + path + " " + done + " (" + error.detail + ")."};
    case FileTrouble::NoFolder:
        return Error{"The folder of " + path + " does not exist."};
    case FileTrouble::Exists:
        return Error{path + " is there already."};
    case FileTrouble::TooLarge:
        return Error{path + " is larger than 16 MiB, which is no size for such a file."};
    case FileTrouble::DeadLink:
        return Error{path + " is a link that leads nowhere (" + error.detail + ")."};
    case FileTrouble::Other:
        break;
    }
    return Error{path + " could not be " + done + " (" + error.detail + ")."};
}

} // namespace mirrorwatch::agent
