; Setup of Mirrorwatch. Built by CMake's target "installer", which defines VERSION, SOURCE, PROGRAMS, LICENCES,
; OUTPUT and, where programs are signed, SIGN; URL is where people find more about it.
;
;   mirrorwatch-setup.exe [/S]        installs, mends or upgrades; the folder is always Program Files\Mirrorwatch,
;                                     because what runs there runs as LocalSystem and must not lie where users write
;   uninstall.exe [/S] [/PURGE]       /S keeps a mirrorwatch.toml that was changed, /PURGE removes it
;
; Exit codes: 0 done; 1 cancelled; 3 the service does not stop; 4 a file cannot be written; 5 the service cannot be
; installed or removed; 6 it does not start; 7 this Windows cannot have it; 8 it was installed by the MSI package;
; 3010 removed, but for files that go when Windows starts the next time. After 3 to 6 of setup the version before
; runs, or nothing is installed. What went wrong is said in a window, with /S on standard output.
;
; Setup unpacks beside what is installed. The new mirrorwatch.exe does the rest, by "service replace": it stops the
; service and the trays of all sessions, swaps the versions, starts them again, and takes back what fails
; (service/setup). Setup runs elevated. So it never starts the tray program: the service does, as the user.

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
SetCompressorDictSize 32 ; megabytes: more than all that is packed, so that what both programs have in common is packed once
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

!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Mirrorwatch"
!define APP_ID "Mirrorwatch.Tray" ; this one and ACTIVATOR stand in tray/identity_win.hpp too
!define APP_KEY "Software\Classes\AppUserModelId\${APP_ID}"
!define ACTIVATOR "{A1FE4EE1-E934-432E-857A-D21121EE5856}"
!define ACTIVATOR_KEY "Software\Classes\CLSID\${ACTIVATOR}"
!define LINK "$SMPROGRAMS\Mirrorwatch.lnk"
!define SETTINGS "$APPDATA\Mirrorwatch\mirrorwatch.toml" ; $APPDATA is ProgramData here
!define SHIPPED_SETTINGS "$INSTDIR\config\mirrorwatch.toml"
!define PATIENCE 100 ; tenths of a second that a program that has ended gets until its file is free
!define NEW "$PROGRAMFILES64\Mirrorwatch.new" ; service/setup/setup_win.cpp has it too
!define WINDOWS_KEY "SOFTWARE\Microsoft\Windows NT\CurrentVersion"
!define CONTROL_KEY "SYSTEM\CurrentControlSet\Control"
!define MSI_KEY "Software\Mirrorwatch" ; mirrorwatch.wxs writes it
!define FIRST_BUILD 22621 ; of Windows 11 22H2, the first with mirrored networking

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
Var Before    ; 1: a version is installed already

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

; Only before anything was done: it ends setup at once.
!macro REFUSE code sentence
    StrCpy $0 "${sentence}"
    Call Tell
    SetErrorLevel ${code}
    Quit
!macroend
!define Refuse "!insertmacro REFUSE"

Function CheckWindows
    ReadRegStr $1 HKLM "${CONTROL_KEY}\Session Manager\Environment" "PROCESSOR_ARCHITECTURE"
    ${If} $1 != "AMD64"
    ${AndIf} $1 != "ARM64"
        ${Refuse} 7 "Mirrorwatch runs on x64 and ARM64 only, and this processor is $1: install it on another machine."
    ${EndIf}
    ReadRegStr $1 HKLM "${WINDOWS_KEY}" "CurrentBuildNumber"
    ${If} $1 < ${FIRST_BUILD}
        ${Refuse} 7 "Mirrorwatch needs Windows 11 22H2 (build ${FIRST_BUILD}) or newer, and this is build $1: update Windows, then run setup again."
    ${EndIf}
FunctionEnd

; WSL of a Server has NAT networking only: https://github.com/microsoft/WSL/issues/40439
Function WarnOnServer
    ReadRegStr $1 HKLM "${CONTROL_KEY}\ProductOptions" "ProductType"
    ${If} $1 != ""
    ${AndIf} $1 != "WinNT"
        StrCpy $0 "This is a Windows Server. WSL has no mirrored networking there, so Mirrorwatch only watches."
        Call Tell
    ${EndIf}
FunctionEnd

Function .onInit
    Call Prepare
    Call CheckWindows
    ReadRegDWORD $1 HKLM "${MSI_KEY}" "Msi"
    ${If} $1 = 1
        ${Refuse} 8 "Mirrorwatch was installed here by its MSI package: upgrade it by a newer one, or remove it first."
    ${EndIf}
    Call WarnOnServer
FunctionEnd

; A disk that is full while a file is unpacked ends setup at once, so its exit code is set before.
Function Unpack
    RMDir /r "${NEW}"
    SetErrorLevel 4
    SetOverwrite try ; sets the error flag instead of asking
    ClearErrors
    SetOutPath "${NEW}\config"
    File "${SOURCE}/config/mirrorwatch.toml"
    File "${SOURCE}/config/vpn-adapters.toml"
    SetOutPath "${NEW}"
    File "${PROGRAMS}/mirrorwatch.exe"
    File "${PROGRAMS}/mirrorwatch-tray.exe"
    File "${SOURCE}/tray/icons/mirrorwatch.png"
    File "/oname=LICENSE.txt" "${SOURCE}/LICENSE"
    File "/oname=THIRD-PARTY.txt" "${LICENCES}"
    WriteUninstaller "${NEW}\uninstall.exe"
    ${If} ${Errors}
        SetOutPath "$TEMP"
        RMDir /r "${NEW}"
        ${Fail} 4 "Nothing was changed, because Mirrorwatch's files could not be written to ${NEW}. Is the disk full?"
    ${EndIf}
    SetErrorLevel 0
    SetOutPath "$TEMP" ; the folder that a process stands in cannot be removed
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

; Setup's own in the registry; the rest is "service uninstall"'s.
!macro FORGET un
Function ${un}Forget
    DeleteRegValue HKLM "${RUN_KEY}" "Mirrorwatch"
    DeleteRegKey HKLM "${APP_KEY}"
    DeleteRegKey HKLM "${ACTIVATOR_KEY}"
    DeleteRegKey HKLM "${UNINSTALL_KEY}"
    Delete "${LINK}"
FunctionEnd
!macroend
!insertmacro FORGET ""
!insertmacro FORGET "un."

Function WriteEntry
    WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "Mirrorwatch"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\mirrorwatch-tray.exe"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
    !ifdef URL
        WriteRegStr HKLM "${UNINSTALL_KEY}" "URLInfoAbout" "${URL}"
        WriteRegStr HKLM "${UNINSTALL_KEY}" "HelpLink" "${URL}"
        WriteRegStr HKLM "${UNINSTALL_KEY}" "URLUpdateInfo" "${URL}"
    !endif
    WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" $0
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
FunctionEnd

; Its program has just ended, and may still be held for a moment. What is left goes with the next setup.
Function RemoveNew
    StrCpy $1 0
    ${Do}
        RMDir /r "${NEW}"
        ${IfNot} ${FileExists} "${NEW}"
            Return
        ${EndIf}
        Sleep 100
        IntOp $1 $1 + 1
    ${LoopUntil} $1 > 30
FunctionEnd

; $0: what "service replace" ended with. The version before runs, or nothing is installed.
Function Failed
    ${If} $0 == "error"
        StrCpy $0 4
        StrCpy $Said "Nothing was changed, because ${NEW}\mirrorwatch.exe could not be started."
    ${EndIf}
    StrCpy $4 $0
    ${If} $Before = 0
        Call Forget
        RMDir "$INSTDIR\config"
        RMDir "$INSTDIR"
    ${EndIf}
    StrCpy $0 $Said
    Call Tell
    SetErrorLevel $4
    Abort
FunctionEnd

Section "Mirrorwatch"
    StrCpy $Before 0
    ${If} ${FileExists} "$INSTDIR\mirrorwatch.exe"
        StrCpy $Before 1
    ${EndIf}
    Delete /REBOOTOK "$INSTDIR\*.old"
    SetRebootFlag false
    Call Unpack
    ; Before the trays start, which want it. The same for every version: there is nothing to take back of an upgrade.
    WriteRegStr HKLM "${RUN_KEY}" "Mirrorwatch" '"$INSTDIR\mirrorwatch-tray.exe"'
    Call WriteIdentity
    nsExec::ExecToStack '"${NEW}\mirrorwatch.exe" service replace'
    Pop $0
    Pop $Said
    DetailPrint "$Said"
    Call RemoveNew
    ${If} $0 != 0
        Call Failed
    ${EndIf}
    Call WriteEntry
SectionEnd

; $0: the action of "mirrorwatch.exe service". Answers with its exit code, or "error".
Function un.Service
    nsExec::ExecToStack '"$INSTDIR\mirrorwatch.exe" service $0'
    Pop $0
    Pop $Said
    DetailPrint "$Said"
FunctionEnd

; $0: a file. A program that has just ended is waited for; one that runs on is moved aside, and goes when Windows starts
; the next time.
Function un.Remove
    StrCpy $1 0
    ${Do}
        ClearErrors
        Delete "$0"
        ${IfNot} ${Errors}
            Return
        ${EndIf}
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
Function un.CompareSettings
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
    ; A service that does not stop is removed by Windows when it has, and its files at the next start.
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
    Delete "$INSTDIR\files.txt"
    Delete /REBOOTOK "$INSTDIR\*.old"
    Delete /REBOOTOK "$INSTDIR\uninstall.exe"
    SetOutPath "$TEMP" ; the folder that a process stands in cannot be removed
    RMDir /REBOOTOK "$INSTDIR"
    Call un.Forget ; the entry goes last: until then it can be removed again
    ${If} ${RebootFlag}
        StrCpy $0 "Some files of Mirrorwatch are in use. They are removed when Windows starts the next time."
        Call un.Tell
        SetErrorLevel 3010
    ${EndIf}
SectionEnd
