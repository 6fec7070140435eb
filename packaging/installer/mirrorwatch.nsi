; Setup of Mirrorwatch. Built by CMake's target "installer", which defines VERSION, SOURCE, PROGRAMS, LICENCES,
; OUTPUT and, where programs are signed, SIGN.
;
;   mirrorwatch-setup.exe [/S]        installs, mends or upgrades; the folder is always Program Files\Mirrorwatch,
;                                     because what runs there runs as LocalSystem and must not lie where users write
;   uninstall.exe [/S] [/PURGE]       /S keeps a mirrorwatch.toml that was changed, /PURGE removes it
;
; Exit codes: 0 done; 1 cancelled; 3 the service does not stop; 4 a file cannot be written; 5 the service cannot be
; installed or removed; 6 it does not start; 3010 removed, but for files that go when Windows starts the next time.
; What went wrong is said in a window, with /S on standard output.
;
; Setup runs elevated. So it never starts the tray program: the service does, as the user.

Unicode true
Target amd64-unicode
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include Win/COM.nsh
!include Win/Propkey.nsh

Name "Mirrorwatch"
OutFile "${OUTPUT}"
RequestExecutionLevel admin
ManifestDPIAware true
SetCompressor /SOLID lzma
BrandingText "Mirrorwatch ${VERSION}"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey ProductName "Mirrorwatch"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Mirrorwatch setup"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey LegalCopyright "MIT License"
!ifdef SIGN
    !finalize '${SIGN} "%1"'
    !uninstfinalize '${SIGN} "%1"'
!endif

!define SERVICE_KEY "SYSTEM\CurrentControlSet\Services\Mirrorwatch"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Mirrorwatch"
!define TRAY_CLASS "MirrorwatchTray"
!define APP_ID "Mirrorwatch.Tray" ; this one and ACTIVATOR stand in tray/identity_win.hpp too
!define APP_KEY "Software\Classes\AppUserModelId\${APP_ID}"
!define ACTIVATOR "{A1FE4EE1-E934-432E-857A-D21121EE5856}"
!define ACTIVATOR_KEY "Software\Classes\CLSID\${ACTIVATOR}"
!define LINK "$SMPROGRAMS\Mirrorwatch.lnk"
!define SETTINGS "$APPDATA\Mirrorwatch\mirrorwatch.toml" ; $APPDATA is ProgramData here
!define SHIPPED_SETTINGS "$INSTDIR\config\mirrorwatch.toml"
!define PATIENCE 100 ; tenths of a second that a program that has ended gets until its file is free

!define MUI_ICON "${SOURCE}/tray/icons/mirrorwatch.ico"
!define MUI_UNICON "${SOURCE}/tray/icons/mirrorwatch.ico"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${SOURCE}/LICENSE"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Var Said      ; what mirrorwatch.exe said last
Var Unchanged ; 1: the settings in ProgramData are those that were shipped

; Functions take their argument in $0 and answer in $0; they may change $1 to $3.

!macro SHARED un
Function ${un}Prepare
    SetRegView 64
    SetShellVarContext all
    StrCpy $INSTDIR "$PROGRAMFILES64\Mirrorwatch" ; whatever /D= said
FunctionEnd

Function ${un}Tell
    DetailPrint "$0"
    ${If} ${Silent}
        System::Call 'kernel32::GetStdHandle(i -11) p .r1'
        FileWrite $1 "$0$\r$\n"
    ${Else}
        MessageBox MB_OK|MB_ICONEXCLAMATION "$0"
    ${EndIf}
FunctionEnd

; $0: the action of "mirrorwatch.exe service". Answers with its exit code, or "error".
Function ${un}Service
    nsExec::ExecToStack '"$INSTDIR\mirrorwatch.exe" service $0'
    Pop $0
    Pop $Said
    DetailPrint "$Said"
FunctionEnd

; By its own door, so that its icon goes with it. Programs of other sessions are out of reach.
Function ${un}CloseTray
    FindWindow $2 "${TRAY_CLASS}"
    ${If} $2 <> 0
        SendMessage $2 ${WM_CLOSE} 0 0 /TIMEOUT=5000
    ${EndIf}
FunctionEnd

; Answers with 0 when no service runs. "stop" itself waits for 30 s; a slow one gets them twice.
Function ${un}StopService
    ReadRegStr $0 HKLM "${SERVICE_KEY}" "ImagePath"
    ${If} $0 == ""
    ${OrIfNot} ${FileExists} "$INSTDIR\mirrorwatch.exe"
        StrCpy $0 0
        Return
    ${EndIf}
    StrCpy $0 "stop"
    Call ${un}Service
    ${If} $0 != 0
        StrCpy $0 "stop"
        Call ${un}Service
    ${EndIf}
FunctionEnd

; $0: a file. Programs that have just ended are waited for, and a tray program that has no window yet is closed when it
; has; one that runs on in another session is moved aside, and goes when Windows starts the next time.
Function ${un}Remove
    StrCpy $1 0
    ${Do}
        ClearErrors
        Delete "$0"
        ${IfNot} ${Errors}
            Return
        ${EndIf}
        Call ${un}CloseTray
        Sleep 100
        IntOp $1 $1 + 1
    ${LoopUntil} $1 > ${PATIENCE}
    GetTempFileName $1 "$INSTDIR"
    Delete "$1"
    ClearErrors
    Rename "$0" "$1.old"
    ${If} ${Errors}
        Delete /REBOOTOK "$0"
    ${Else}
        Delete /REBOOTOK "$1.old"
    ${EndIf}
FunctionEnd

; Sets $Unchanged.
Function ${un}CompareSettings
    StrCpy $Unchanged 0
    ClearErrors
    FileOpen $2 "${SETTINGS}" r
    FileOpen $3 "${SHIPPED_SETTINGS}" r
    ${IfNot} ${Errors}
        ${Do}
            ClearErrors
            FileReadByte $2 $0
            ${If} ${Errors}
                StrCpy $0 "end"
            ${EndIf}
            ClearErrors
            FileReadByte $3 $1
            ${If} ${Errors}
                StrCpy $1 "end"
            ${EndIf}
            ${If} $0 != $1
                ${ExitDo}
            ${EndIf}
            ${If} $0 == "end"
                StrCpy $Unchanged 1
                ${ExitDo}
            ${EndIf}
        ${Loop}
    ${EndIf}
    FileClose $2
    FileClose $3
FunctionEnd
!macroend
!insertmacro SHARED ""
!insertmacro SHARED "un."

!macro FAIL un code sentence
    StrCpy $0 "${sentence}"
    Call ${un}Tell
    SetErrorLevel ${code}
    Abort
!macroend
!define Fail "!insertmacro FAIL ''"
!define un.Fail "!insertmacro FAIL 'un.'"

Function .onInit
    Call Prepare
FunctionEnd

Function WriteFiles
    SetOverwrite try ; sets the error flag instead of asking
    ClearErrors
    SetOutPath "$INSTDIR\config"
    File "${SOURCE}/config/mirrorwatch.toml"
    File "${SOURCE}/config/vpn-adapters.toml"
    SetOutPath "$INSTDIR"
    File "${PROGRAMS}/mirrorwatch.exe"
    File "${PROGRAMS}/mirrorwatch-tray.exe"
    File "${SOURCE}/tray/icons/mirrorwatch.png"
    File "/oname=LICENSE.txt" "${SOURCE}/LICENSE"
    File "/oname=THIRD-PARTY.txt" "${LICENCES}"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    ${If} ${Errors}
        ${Fail} 4 "Mirrorwatch's files could not be written to $INSTDIR. Is a program of it running in another session?"
    ${EndIf}
FunctionEnd

; Settings that nobody changed are taken from this version: an old file would pin old defaults.
Function WriteSettings
    ${If} $Unchanged = 1
    ${OrIfNot} ${FileExists} "${SETTINGS}"
        SetOverwrite try
        ClearErrors
        File "/oname=${SETTINGS}" "${SOURCE}/config/mirrorwatch.toml"
        ${If} ${Errors}
            ${Fail} 4 "The settings could not be written to ${SETTINGS}."
        ${EndIf}
    ${EndIf}
FunctionEnd

; The link's property System.AppUserModel.ID, by which Windows knows that link and program belong together.
Function NameLink
    !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
    ${If} $0 P<> 0
        ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
        ${If} $1 P<> 0
            ${IPersistFile::Load} $1 '("${LINK}",${STGM_READWRITE})'
            ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
            ${If} $2 P<> 0
                System::Call 'shlwapi::SHStrDupW(w "${APP_ID}", *p .r3)'
                System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID}) p .r4'
                System::Call '*(&i2 ${VT_LPWSTR}, &i6, p r3, &i8) p .r5'
                ${IPropertyStore::SetValue} $2 '($4,$5)'
                ${IPropertyStore::Commit} $2 ""
                System::Free $4
                System::Free $5
                System::Call 'ole32::CoTaskMemFree(p r3)'
                ${IUnknown::Release} $2 ""
                ${IPersistFile::Save} $1 '("${LINK}",1)'
            ${EndIf}
            ${IUnknown::Release} $1 ""
        ${EndIf}
        ${IUnknown::Release} $0 ""
    ${EndIf}
FunctionEnd

; Name and picture of the notifications, and what Windows calls when one is pressed: the tray program that runs, or one
; that it starts for that.
Function WriteIdentity
    WriteRegStr HKLM "${APP_KEY}" "DisplayName" "Mirrorwatch"
    WriteRegStr HKLM "${APP_KEY}" "IconUri" "$INSTDIR\mirrorwatch.png"
    WriteRegStr HKLM "${APP_KEY}" "CustomActivator" "${ACTIVATOR}"
    WriteRegStr HKLM "${ACTIVATOR_KEY}" "" "Mirrorwatch's notifications"
    WriteRegStr HKLM "${ACTIVATOR_KEY}\LocalServer32" "" '"$INSTDIR\mirrorwatch-tray.exe" --toast-activated'
    CreateShortcut "${LINK}" "$INSTDIR\mirrorwatch-tray.exe"
    Call NameLink
FunctionEnd

Section "Mirrorwatch"
    Call CloseTray
    Call StopService
    ${If} $0 != 0
        ${Fail} 3 "Nothing was changed, because the service does not stop: $Said"
    ${EndIf}
    Call CompareSettings
    Delete /REBOOTOK "$INSTDIR\*.old"
    StrCpy $0 "$INSTDIR\mirrorwatch.exe"
    Call Remove
    StrCpy $0 "$INSTDIR\mirrorwatch-tray.exe"
    Call Remove
    Call WriteFiles

    ; Before anything else can fail, so that an incomplete set-up can be removed.
    WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "Mirrorwatch"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\mirrorwatch-tray.exe"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" $0
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1

    Call StopService ; one that was installed from another folder
    ${If} $0 != 0
        ${Fail} 3 "The service that runs from another folder does not stop: $Said"
    ${EndIf}
    StrCpy $0 "install"
    Call Service
    ${If} $0 != 0
        ${Fail} 5 "The service could not be installed: $Said"
    ${EndIf}
    Call WriteSettings
    WriteRegStr HKLM "${RUN_KEY}" "Mirrorwatch" '"$INSTDIR\mirrorwatch-tray.exe"'
    Call WriteIdentity
    StrCpy $0 "start"
    Call Service
    ${If} $0 != 0
        ${Fail} 6 "Mirrorwatch is installed, but its service does not start: $Said"
    ${EndIf}
    StrCpy $0 "start-tray" ; if that fails it comes at the next log-on
    Call Service
SectionEnd

Function un.onInit
    Call un.Prepare
FunctionEnd

; A person's work is not thrown away unasked: a mirrorwatch.toml that is not as it was shipped names the user's endpoints.
; Nobody can be asked with /S, so it stays then, unless /PURGE says otherwise.
Function un.RemoveData
    RMDir /r /REBOOTOK "$INSTDIR\Data"
    Call un.CompareSettings
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/PURGE" $1
    ${If} ${Errors}
    ${AndIf} $Unchanged = 0
    ${AndIf} ${FileExists} "${SETTINGS}"
        MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "You have changed the settings in ${SETTINGS}.$\r$\n\
            Remove them too?" /SD IDNO IDYES everything
        FindFirst $0 $1 "$APPDATA\Mirrorwatch\*"
        ${DoUntil} $1 == ""
            ${If} $1 != "."
            ${AndIf} $1 != ".."
            ${AndIf} $1 != "mirrorwatch.toml"
                Delete /REBOOTOK "$APPDATA\Mirrorwatch\$1"
                RMDir /r /REBOOTOK "$APPDATA\Mirrorwatch\$1"
            ${EndIf}
            FindNext $0 $1
        ${Loop}
        FindClose $0
        DetailPrint "Kept: ${SETTINGS}"
        Return
        everything:
    ${EndIf}
    RMDir /r /REBOOTOK "$APPDATA\Mirrorwatch"
FunctionEnd

; Users' histories of .wslconfig stay: they are the way back to their originals.
Section "Uninstall"
    Call un.CloseTray
    Call un.StopService ; one that does not stop is removed by Windows when it has, and its files at the next start
    ${If} ${FileExists} "$INSTDIR\mirrorwatch.exe"
        StrCpy $0 "uninstall"
        Call un.Service
        ${If} $0 != 0
            ${un.Fail} 5 "Nothing was removed, because the service could not be: $Said"
        ${EndIf}
        ; It warns of a .wslconfig that still has the mode that we gave it: only now can the user do something.
        StrCpy $0 "$Said"
        StrCpy $1 $Said 21
        ${If} $1 == "mirrorwatch: warning:"
            Call un.Tell
        ${EndIf}
        ; The rules of "firewall allow". One that Windows keeps is no reason to stay: it names its port and us.
        nsExec::ExecToStack '"$INSTDIR\mirrorwatch.exe" firewall remove --all'
        Pop $0
        Pop $1
        DetailPrint "$1"
    ${EndIf}
    Call un.RemoveData
    DeleteRegValue HKLM "${RUN_KEY}" "Mirrorwatch"
    DeleteRegKey HKLM "${APP_KEY}"
    DeleteRegKey HKLM "${ACTIVATOR_KEY}"
    DeleteRegKey HKCU "Software\Mirrorwatch" ; of whoever removes it: that the tray has said where its icon is
    Delete "${LINK}"
    StrCpy $0 "$INSTDIR\mirrorwatch-tray.exe"
    Call un.Remove
    StrCpy $0 "$INSTDIR\mirrorwatch.exe"
    Call un.Remove
    Delete "$INSTDIR\config\mirrorwatch.toml"
    Delete "$INSTDIR\config\vpn-adapters.toml"
    RMDir "$INSTDIR\config"
    Delete "$INSTDIR\LICENSE.txt"
    Delete "$INSTDIR\THIRD-PARTY.txt"
    Delete "$INSTDIR\mirrorwatch.png"
    Delete /REBOOTOK "$INSTDIR\*.old"
    Delete /REBOOTOK "$INSTDIR\uninstall.exe"
    SetOutPath "$TEMP" ; the folder that a process stands in cannot be removed
    RMDir /REBOOTOK "$INSTDIR"
    DeleteRegKey HKLM "${UNINSTALL_KEY}"
    ${If} ${RebootFlag}
        StrCpy $0 "Some files of Mirrorwatch are in use. They are removed when Windows starts the next time."
        Call un.Tell
        SetErrorLevel 3010
    ${EndIf}
SectionEnd
