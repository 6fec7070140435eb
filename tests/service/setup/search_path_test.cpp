// SPDX-License-Identifier: MIT
#include "service/setup/search_path.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch::setup;

namespace {

const std::wstring c_ours = LR"(C:\Program Files\Mirrorwatch)";
const std::wstring c_windows = LR"(%SystemRoot%\system32;%SystemRoot%)";

} // namespace

TEST_CASE("the folder comes last, and what is there stays as it is written") {
    CHECK(with_folder(c_windows, c_ours) == c_windows + L";" + c_ours);
    CHECK(with_folder(c_windows + L";", c_ours) == c_windows + L";" + c_ours);
    CHECK(with_folder(L"", c_ours) == c_ours);
    CHECK(with_folder(LR"(C:\a;;"C:\b;c";C:\a)", c_ours) == LR"(C:\a;;"C:\b;c";C:\a;)" + c_ours);
}

TEST_CASE("it comes once, however it is spelled") {
    for (const std::wstring& spelled :
         {c_ours, c_ours + L"\\", L"\"" + c_ours + L"\"", std::wstring{LR"(c:\PROGRAM FILES\mirrorwatch)"}}) {
        CHECK(with_folder(spelled + L";" + c_windows, c_ours) == spelled + L";" + c_windows);
    }
}

TEST_CASE("it goes without a trace, and nothing else does") {
    CHECK(without_folder(with_folder(c_windows, c_ours), c_ours) == c_windows);
    CHECK(without_folder(c_ours + L"\\;" + c_windows + L";" + c_ours, c_ours) == c_windows);
    CHECK(without_folder(c_ours, c_ours).empty());
    CHECK(without_folder(LR"(C:\a;;C:\Program Files\MirrorwatchTools;"C:\b;c")", c_ours) ==
          LR"(C:\a;;C:\Program Files\MirrorwatchTools;"C:\b;c")");
    CHECK(without_folder(c_windows + L";", c_ours) == c_windows + L";");
}

TEST_CASE("a path of thousands of characters is not cut") {
    std::wstring longest;
    for (int i = 0; i < 1'000; ++i) {
        longest += LR"(C:\tools\)" + std::to_wstring(i) + L";";
    }
    longest.pop_back();
    CHECK(with_folder(longest, c_ours) == longest + L";" + c_ours);
    CHECK(without_folder(with_folder(longest, c_ours), c_ours) == longest);
}
