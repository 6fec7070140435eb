#pragma once

#include "tray/view.hpp"

#include <windows.h>

#include <commctrl.h>

#include <memory>
#include <optional>

namespace mirrorwatch::tray {

inline constexpr wchar_t c_dialog_title[] = L"Mirrorwatch";

/// What TDM_CLICK_BUTTON takes. Cancel is IDCANCEL.
enum class ButtonId : int { Exclude = 101, FallBackToNat = 102, NotNow = 103, RollBack = 104, Restore = 105 };

/// One task dialog at a time. Everything runs on the window's thread; ask() handles its other messages
/// meanwhile, so that update() and close() can be called from their handlers.
class QuestionBox {
public:
    QuestionBox();
    ~QuestionBox();
    QuestionBox(const QuestionBox&) = delete;
    QuestionBox& operator=(const QuestionBox&) = delete;

    /// What the pressed button sends; nothing when the dialog was closed in another way.
    [[nodiscard]] std::optional<protocol::Verb> ask(const Dialog& dialog);

    [[nodiscard]] bool is_open() const { return page_ != nullptr; }

    /// What is asked has changed: shows the new question in place of the old one, or closes when there is
    /// none.
    void update(const std::optional<Dialog>& dialog);
    void bring_to_front();
    void close();

private:
    struct Page;
    static HRESULT CALLBACK on_event(HWND window, UINT event, WPARAM wparam, LPARAM lparam, LONG_PTR self);

    std::unique_ptr<Page> page_;
    HWND window_ = nullptr;
    bool close_at_once_ = false; // close() came before the window was there
};

} // namespace mirrorwatch::tray
