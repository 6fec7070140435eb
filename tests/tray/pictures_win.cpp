// SPDX-License-Identifier: MIT
// Shows our own windows in every clothing, one after the other, and saves a picture of each into the folder
// that is named; in another language than English, where one is named behind it, in one clothing. Measures
// whether every text fits, and prints those that do not. "--speed": only tells how long the first paint takes
// with 200 endpoints and 10,000 events, beside an empty window. Needs a screen.

#include "common/text_win.hpp"
#include "tests/tray/measure_win.hpp"
#include "tests/tray/samples.hpp"
#include "tray/icon_win.hpp"
#include "tray/languages.hpp"
#include "tray/present.hpp"
#include "tray/settings_win.hpp"
#include "tray/status_win.hpp"

#include <windows.h>

#include <objidl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace Gdiplus {
using std::max;
using std::min;
} // namespace Gdiplus

#include <gdiplus.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

const std::chrono::sys_seconds c_now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} +
                                     std::chrono::hours{14}};

Clock clock_of_pictures() {
    return {c_now, [](std::chrono::sys_seconds time) {
                return std::chrono::local_seconds{time.time_since_epoch() + std::chrono::hours{1}};
            }};
}

ConfigFile config_of_pictures() {
    return {R"(C:\Users\kim\.wslconfig)", samples::c_wslconfig};
}

struct Clothing {
    std::string name;
    Theme theme;
    UINT dpi = 96;
    bool right_to_left = false;
};

Look look_in(const Clothing& clothing) {
    // "Night sky" of Windows 11
    const ContrastColors night{0x000000, 0xFFFFFF, 0x3FF23F, 0xFFEB1A, 0x000000, 0x00FFFF};
    return {clothing.theme, palette_for(clothing.theme, night), clothing.right_to_left};
}

/// Until nothing comes for a moment, and no longer than two seconds.
void pump() {
    const ULONGLONG end = GetTickCount64() + 2'000;
    MSG message;
    for (int quiet = 0; quiet < 3 && GetTickCount64() < end; ++quiet) {
        while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE) && GetTickCount64() < end) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
            quiet = 0;
        }
        Sleep(20);
    }
}

CLSID png_encoder() {
    CLSID id{};
    UINT count = 0;
    UINT size = 0;
    Gdiplus::GetImageEncodersSize(&count, &size);
    std::vector<BYTE> memory(size);
    auto* codecs = reinterpret_cast<Gdiplus::ImageCodecInfo*>(memory.data());
    Gdiplus::GetImageEncoders(count, size, codecs);
    for (UINT i = 0; i < count; ++i) {
        id = std::wstring{codecs[i].MimeType} == L"image/png" ? codecs[i].Clsid : id;
    }
    return id;
}

void save(HWND window, const std::string& path) {
    RECT place{}; // without the frame, which is not ours
    GetClientRect(window, &place);
    MapWindowPoints(window, nullptr, reinterpret_cast<POINT*>(&place), 2);
    const int width = static_cast<int>(place.right - place.left);
    const int height = static_cast<int>(place.bottom - place.top);
    const HDC screen = GetDC(nullptr);
    const HDC memory = CreateCompatibleDC(screen);
    const HBITMAP bitmap = CreateCompatibleBitmap(screen, width, height);
    const HGDIOBJ before = SelectObject(memory, bitmap);
    BitBlt(memory, 0, 0, width, height, screen, place.left, place.top, SRCCOPY);
    SelectObject(memory, before);
    {
        Gdiplus::Bitmap image{bitmap, nullptr};
        const CLSID encoder = png_encoder();
        image.Save(widen(path).c_str(), &encoder, nullptr);
    }
    DeleteObject(bitmap);
    DeleteDC(memory);
    ReleaseDC(nullptr, screen);
}

struct Scenery {
    std::string name;
    Snapshot now;
    std::vector<PastEvent> history;
};

View view_of(const Snapshot& now) {
    return present(now, {});
}

int take(const std::string& folder, const Clothing& clothing, const Scenery& scenery, Page page) {
    StatusWindow::Ports ports{[] {},
                              [] {},
                              [](const protocol::Verb&) {},
                              [&] { return look_in(clothing); },
                              clock_of_pictures,
                              config_of_pictures};
    StatusWindow status{std::move(ports)};
    SetWindowPos(status.window(), nullptr, 20, 20, 980, 680, SWP_NOZORDER);
    if (clothing.dpi != 96) {
        const int width = MulDiv(980, static_cast<int>(clothing.dpi), 96);
        const int height = MulDiv(680, static_cast<int>(clothing.dpi), 96);
        const RECT place{20, 20, 20 + width, 20 + height};
        SendMessageW(status.window(), WM_DPICHANGED, MAKEWPARAM(clothing.dpi, clothing.dpi),
                     reinterpret_cast<LPARAM>(&place));
    }
    status.update(view_of(scenery.now));
    status.tell(scenery.now);
    status.tell(scenery.history);
    status.show(page);
    SetFocus(status.window()); // no frame around what has the keyboard
    pump();
    std::string title;
    {
        const text::InEnglish english; // files are called the same in every language
        title = title_of(page);
    }
    std::erase(title, '.');
    const std::string name = "status-" + title + "-" + scenery.name + "-" + clothing.name;
    save(status.window(), folder + "\\" + name + ".png");
    Measure measure{name};
    measure.children_of(status.window());
    const Fonts fonts{clothing.dpi};
    measure.scene(status.canvas().scene(), fonts);
    measure.speech_of(status.canvas());
    return measure.found();
}

std::vector<FormValue> settings_of_pictures() {
    return {{"policy.action", "ask", true}, {"policy.ladder", "nat, virtioproxy"},
            {"exclusion.method", "guest"},  {"policy.restore_on_vpn_down", "ask"},
            {"policy.countdown", "30s"},    {"watch.network", "true"},
            {"watch.internet", "true"},     {"watch.lan", "true"},
            {"watch.vpn", "true"},          {"watch.names", "false"},
            {"watch.servers", "true"},      {"watch.ignore_ports", "3306, 9229"},
            {"notify.reminder", "24h"},     {"notify.on_resolved", "true"},
            {"notify.language", "auto"}};
}

int take_settings(const std::string& folder, const Clothing& clothing) {
    SettingsWindow settings{[&] { return look_in(clothing); }};
    if (clothing.dpi != 96) {
        const RECT place{20, 20, 20, 20};
        SendMessageW(settings.window(), WM_DPICHANGED, MAKEWPARAM(clothing.dpi, clothing.dpi),
                     reinterpret_cast<LPARAM>(&place));
    }
    settings.show(settings_of_pictures());
    settings.watched().show({{"wiki", "https://wiki.corp.example/", true},
                             {"port 3000", "tcp://127.0.0.1:3000", true},
                             {"intranet", "https://intranet.corp.example/", false}});
    SetFocus(settings.window());
    pump();
    const std::string name = "settings-" + clothing.name;
    save(settings.window(), folder + "\\" + name + ".png");
    Measure measure{name};
    measure.children_of(settings.window());
    return measure.found();
}

int take_question_for_server(const std::string& folder, const Clothing& clothing) {
    SettingsWindow owner{[&] { return look_in(clothing); }};
    AddServerWindow question{owner.window(), [&] { return look_in(clothing); }, [](bool) {}};
    if (clothing.dpi != 96) {
        question.use_dpi(clothing.dpi);
    }
    question.propose({{"postgres on 5432", "tcp://127.0.0.1:5432"}});
    SetWindowPos(question.window(), nullptr, 20, 20, 0, 0, SWP_NOSIZE | SWP_NOZORDER);
    SetFocus(question.window());
    pump();
    const std::string name = "add-server-" + clothing.name;
    save(question.window(), folder + "\\" + name + ".png");
    Measure measure{name};
    measure.children_of(question.window());
    return measure.found();
}

constexpr int c_cell = 48;
constexpr int c_states = static_cast<int>(Icon::NoService) + 1;

/// One look of the icons on the taskbar that it is for.
struct Ground {
    TaskbarLook look;
    COLORREF colour;
};

constexpr std::array c_grounds{
    Ground{TaskbarLook::Light, RGB(238, 238, 238)}, Ground{TaskbarLook::Dark, RGB(32, 32, 32)},
    Ground{TaskbarLook::White, RGB(0, 0, 0)}, Ground{TaskbarLook::Black, RGB(255, 255, 255)}};

void draw_row(HDC context, const Ground& ground, int side, int top) {
    const BrushHandle brush{CreateSolidBrush(ground.colour)};
    const RECT area{0, top, c_states * c_cell, top + c_cell};
    FillRect(context, &area, brush.get());
    for (int state = 0; state < c_states; ++state) {
        const IconHandle icon = load_icon(resource_of(static_cast<Icon>(state), ground.look), side);
        DrawIconEx(context, state * c_cell + (c_cell - side) / 2, top + (c_cell - side) / 2, icon.get(), side,
                   side, 0, nullptr, DI_NORMAL);
    }
}

/// Each state in each look, in two sizes.
void take_icons(const std::string& folder) {
    const int rows = static_cast<int>(c_grounds.size()) * 2;
    const HWND window =
        CreateWindowExW(WS_EX_TOPMOST, L"STATIC", L"", WS_POPUP | WS_VISIBLE, 20, 20, c_states * c_cell,
                        rows * c_cell, nullptr, nullptr, GetModuleHandleW(nullptr), nullptr);
    pump();
    const HDC context = GetDC(window);
    int top = 0;
    for (const Ground& ground : c_grounds) {
        for (const int side : {16, 32}) {
            draw_row(context, ground, side, top);
            top += c_cell;
        }
    }
    ReleaseDC(window, context);
    pump();
    save(window, folder + "\\icons.png");
    DestroyWindow(window);
}

int take_all(const std::string& folder) {
    const bool is_mirrored = text::spoken() != nullptr && text::spoken()->is_right_to_left;
    std::vector<Clothing> clothes{
        {"light", Theme::Light, 96, is_mirrored}, {"dark", Theme::Dark},
        {"contrast", Theme::HighContrast},        {"light-144", Theme::Light, 144},
        {"light-192", Theme::Light, 192},         {"right-to-left", Theme::Light, 96, true}};
    if (text::spoken() != nullptr) { // the clothes are the same in every language
        clothes.resize(1);
    }
    const std::vector<Scenery> sceneries{{"calm", samples::calm(), {}},
                                         {"broken", samples::broken(), samples::week(c_now)},
                                         {"repaired", samples::repaired(), samples::week(c_now)}};
    int found = 0;
    take_icons(folder);
    for (const Clothing& clothing : clothes) {
        found += take_settings(folder, clothing);
        found += take_question_for_server(folder, clothing);
        for (const Scenery& scenery : sceneries) {
            for (int page = 0; page < c_page_count; ++page) {
                found += take(folder, clothing, scenery, static_cast<Page>(page));
            }
        }
    }
    std::printf("%d things are wrong\n", found);
    return found == 0 ? 0 : 1;
}

using Ticks = std::chrono::steady_clock;

double milliseconds_of(const std::function<void()>& what) {
    const auto begin = Ticks::now();
    what();
    return std::chrono::duration<double, std::milli>(Ticks::now() - begin).count();
}

int tell_speed() {
    StatusWindow::Ports ports{
        [] {}, [] {}, [](const protocol::Verb&) {}, look_of_windows, clock_of_pictures, config_of_pictures};
    StatusWindow status{std::move(ports)};
    const Snapshot now = samples::many_endpoints();
    status.update(view_of(now));
    status.tell(now);
    status.tell(samples::many_events(c_now));
    const HWND empty = CreateWindowExW(0, L"STATIC", L"", WS_OVERLAPPEDWINDOW, 20, 20, 980, 680, nullptr,
                                       nullptr, GetModuleHandleW(nullptr), nullptr);
    const auto show_empty = [&] {
        ShowWindow(empty, SW_SHOW);
        UpdateWindow(empty);
    };
    std::printf("an empty window: %.1f ms\n", milliseconds_of(show_empty));
    for (int page = 0; page < c_page_count; ++page) {
        const auto show_page = [&] {
            status.show(static_cast<Page>(page));
            RedrawWindow(status.window(), nullptr, nullptr, RDW_UPDATENOW | RDW_ALLCHILDREN);
        };
        std::printf("%s: %.1f ms\n", std::string{title_of(static_cast<Page>(page))}.c_str(),
                    milliseconds_of(show_page));
        ShowWindow(status.window(), SW_HIDE);
    }
    DestroyWindow(empty);
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2 && count != 3) {
        std::puts("usage: mirrorwatch-pictures FOLDER [LANGUAGE] | --speed");
        return 2;
    }
    if (count == 3) {
        text::speak(catalogue_named(arguments[2]));
    }
    const Gdiplus::GdiplusStartupInput input;
    ULONG_PTR token = 0;
    Gdiplus::GdiplusStartup(&token, &input, nullptr);
    const std::string what = arguments[1];
    SetCursorPos(GetSystemMetrics(SM_CXSCREEN) - 2, 2); // beside all that is shown
    const int rc = what == "--speed" ? tell_speed() : take_all(what);
    Gdiplus::GdiplusShutdown(token);
    return rc;
}
