// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/complain.hpp"

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// Whether a folder that is a link is watched where it leads to. What a user may make a link is not for the
/// service to follow.
enum class Links { Followed, NotFollowed };

/// Watches one file by its folder. Every event of the file's name counts: created, written, removed, renamed
/// to it, and whatever may have been lost. On the loop's thread, which must outlive it.
class FileWatch {
public:
    /// `changed` is called about 100 ms after the first event of a group, and never before this returns. It
    /// is also called when a folder that could not be watched can be watched again: it is tried every three
    /// seconds.
    FileWatch(boost::asio::io_context& loop, std::wstring folder, const std::wstring& file_name,
              std::function<void()> changed, Complain complain, Links links = Links::Followed);
    ~FileWatch();
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;

private:
    class State;
    std::shared_ptr<State> state_; // the read under way owns it too, with its buffer, until it has completed
};

} // namespace mirrorwatch::sense
