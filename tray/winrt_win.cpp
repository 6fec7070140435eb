// SPDX-License-Identifier: MIT
#include "tray/winrt_win.hpp"

namespace mirrorwatch::tray::winrt {
namespace {

/// Whether the library has it.
template <class Function>
bool load(HMODULE library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, name)));
    return function != nullptr;
}

} // namespace

std::optional<Calls> load_calls() {
    // It stays loaded: its strings and objects may outlive any one of us.
    const HMODULE library = LoadLibraryExW(L"combase.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
    Calls calls;
    const bool has_all = library != nullptr && load(library, "RoInitialize", calls.initialize) &&
                         load(library, "RoUninitialize", calls.uninitialize) &&
                         load(library, "WindowsCreateString", calls.create_string) &&
                         load(library, "WindowsDeleteString", calls.delete_string) &&
                         load(library, "RoGetActivationFactory", calls.get_factory) &&
                         load(library, "RoActivateInstance", calls.activate);
    return has_all ? std::optional{calls} : std::nullopt;
}

Text::Text(const Calls& calls, const std::wstring& text)
    : calls_(calls)
    , result_(calls.create_string(text.c_str(), static_cast<UINT32>(text.size()), &string_)) {}

Text::~Text() {
    if (string_ != nullptr) { // the empty string is none
        calls_.delete_string(string_);
    }
}

} // namespace mirrorwatch::tray::winrt
