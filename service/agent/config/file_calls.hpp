// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::agent {

/// What may go wrong with a file, as far as it matters to what is done or said about it.
enum class FileTrouble {
    Locked, // open in another program that keeps others away, and still after two seconds
    Full,
    Denied,
    NoFolder,
    Exists,
    TooLarge,
    DeadLink,
    Other,
};

struct FileError {
    FileTrouble trouble = FileTrouble::Other;
    std::string detail; // the call, and the system's own words

    friend bool operator==(const FileError&, const FileError&) = default;
};

[[noreturn]] inline void throw_exception_from_error(const FileError& error, const boost::source_location&) {
    throw std::runtime_error(error.detail);
}

template <class T>
using FileResult = boost::system::result<T, FileError>;

enum class Doing { Reading, Writing };

/// What happened to this file and what can be done about it, for a person.
[[nodiscard]] Error told(const FileError& error, const std::string& path, Doing doing);

/// A file that nobody can write in place while this lives. Others may read it, move or remove it.
class HeldFile {
public:
    virtual ~HeldFile() = default;
    [[nodiscard]] virtual FileResult<void> remove() = 0; // this file, and none that has taken its name
};

/// A file that was not there before, and that nobody else can open while this lives. Removed at the end,
/// unless it was renamed.
class NewFile {
public:
    virtual ~NewFile() = default;
    [[nodiscard]] virtual FileResult<void> write(std::string_view bytes) = 0;
    [[nodiscard]] virtual FileResult<void> flush() = 0; // the bytes are on the disk then
    [[nodiscard]] virtual FileResult<void> copy_access(const std::string& from) = 0; // attributes and DACL
    /// In one step, over what is there. `held`, which is `path`, is let go as late as the system allows.
    [[nodiscard]] virtual FileResult<void> rename_over(const std::string& path,
                                                       std::unique_ptr<HeldFile> held) = 0;
    [[nodiscard]] virtual FileResult<void> rename_to(const std::string& path) = 0; // Exists: there is one
};

struct FileFacts {
    bool is_read_only = false;
    bool is_link = false;

    friend bool operator==(const FileFacts&, const FileFacts&) = default;
};

/// The file system as the store of .wslconfig sees it: each call is one that may fail, and behind which the
/// process may die. Paths are full ones, UTF-8, as Windows spells them. Calls wait up to two seconds for
/// somebody who has the file open.
class AgentFileCalls {
public:
    virtual ~AgentFileCalls() = default;
    /// The bytes; nothing when there is no such file. Follows links, and disturbs nobody.
    [[nodiscard]] virtual FileResult<std::optional<std::string>> read(const std::string& path) = 0;
    /// Of the path itself, not of what it leads to; nothing when there is no such file.
    [[nodiscard]] virtual FileResult<std::optional<FileFacts>> look(const std::string& path) = 0;
    [[nodiscard]] virtual FileResult<std::string> final_path(const std::string& link) = 0;
    [[nodiscard]] virtual FileResult<std::unique_ptr<HeldFile>> hold(const std::string& path) = 0; // or null
    /// One that a kill has left there is replaced.
    [[nodiscard]] virtual FileResult<std::unique_ptr<NewFile>> create(const std::string& path) = 0;
    [[nodiscard]] virtual FileResult<void> remove(const std::string& path) = 0; // also when there is none
    [[nodiscard]] virtual FileResult<std::vector<std::string>> list(const std::string& folder) = 0; // names
    [[nodiscard]] virtual FileResult<void> make_folder(const std::string& folder) = 0; // and those above it
    /// Whether this process may do more than its user; true when that is not known.
    [[nodiscard]] virtual bool is_elevated() = 0;
};

} // namespace mirrorwatch::agent
