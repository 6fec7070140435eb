# SPDX-License-Identifier: MIT
# Setup from the first installation to a Windows without a trace of it. Mirrorwatch must not be installed.
#   setup.ps1 -Setup FILE [-Older FILE] [-AsSystem]
# -Older: a setup of an earlier version, which is upgraded. -AsSystem: all of it as LocalSystem in session 0.
param([Parameter(Mandatory)][string]$Setup, [string]$Older, [switch]$AsSystem)
. "$PSScriptRoot\common.ps1"
$Setup = (Resolve-Path $Setup).Path

if ($AsSystem) {
    Check 'setup as LocalSystem' {
        $done = Invoke-AsSystem "& '$PSCommandPath' -Setup '$Setup'"
        Expect $done.Code 0 "the exit code, after $($done.Text)"
        $done.Text
    }
    Finish
}

function Install([string]$File) { Expect (Start-AndWait $File '/S') 0 'the exit code of setup' }

# The uninstaller goes on as a copy of itself; what it takes away last is its entry.
function Remove-Mirrorwatch([string[]]$Options = @()) {
    $null = Start-AndWait "$Installed\uninstall.exe" (@('/S') + $Options)
    $null = Wait-Until 90 'the end of the uninstaller' { -not (Test-Path $UninstallKey) }
}

# As a service that hangs.
function Suspend-Process([int]$Id) {
    Add-Type -Namespace Mw -Name Native -MemberDefinition '[DllImport("ntdll.dll")] public static extern int NtSuspendProcess(IntPtr process);'
    [Diagnostics.Process]::EnterDebugMode()
    Expect ([Mw.Native]::NtSuspendProcess((Get-Process -Id $Id).Handle)) 0 'NtSuspendProcess'
}

function Check-Installed {
    foreach ($name in 'mirrorwatch.exe', 'mirrorwatch-tray.exe', 'uninstall.exe', 'LICENSE.txt', 'THIRD-PARTY.txt') {
        if (-not (Test-Path "$Installed\$name")) { throw "$name is missing" }
    }
    $service = Get-CimInstance Win32_Service -Filter "Name='Mirrorwatch'"
    Expect "$($service.State) $($service.StartMode) $($service.StartName)" 'Running Auto LocalSystem' 'the service'
    Expect-Match (Invoke-Program sc.exe @('qfailure', 'Mirrorwatch')).Text 'RESTART' 'the recovery'
    $entry = Get-ItemProperty $UninstallKey
    foreach ($value in 'DisplayName', 'DisplayVersion', 'DisplayIcon', 'Publisher', 'EstimatedSize', 'QuietUninstallString') {
        if (-not $entry.$value) { throw "the entry has no $value" }
    }
}

if ($Older) {
    Check 'an older version is installed' { Install (Resolve-Path $Older).Path }
    Check 'it is upgraded while it runs' {
        $before = Get-ServicePid
        Install $Setup
        Check-Installed
        if ((Get-ServicePid) -eq $before) { throw 'the old service runs on' }
    }
} else {
    Check 'installed, running within 10 s, entered' {
        $took = Measure-Command { Install $Setup }
        Check-Installed
        if ($took.TotalSeconds -gt 10) { throw "it took $($took.TotalSeconds) s" }
        "$($took.TotalSeconds) s"
    }
}
Check 'the status answers' { $null = Get-Status }
Check 'setup mends what is missing' {
    Stop-Process -Name mirrorwatch-tray -Force -ErrorAction SilentlyContinue
    Remove-Item "$Installed\mirrorwatch-tray.exe", "$Installed\config" -Recurse -Force
    Install $Setup
    Check-Installed
}
Check 'settings that were changed stay' {
    Add-Content $Settings '# mine'
    Install $Setup
    Expect-Match (Get-Content $Settings -Raw) '# mine' 'the settings'
}
Check 'a file that is held ends setup with 4, and the old version runs' {
    $held = [IO.File]::Open("$Installed\LICENSE.txt", 'Open', 'Read', 'None')
    try { Expect (Start-AndWait $Setup '/S') 4 'the exit code' } finally { $held.Dispose() }
    Check-Installed
    $null = Get-Status
}
Check 'a program that runs is replaced, and runs on' {
    $watching = Start-Process "$Installed\mirrorwatch.exe" @('status', '--watch') -PassThru -WindowStyle Hidden
    try {
        Install $Setup
        Check-Installed
    } finally { Stop-Process $watching -ErrorAction SilentlyContinue }
}
Check 'a tray that was ended stays ended, one that ran comes back' {
    Stop-Process -Name mirrorwatch-tray -Force -ErrorAction SilentlyContinue
    Install $Setup
    Expect @(Get-Process mirrorwatch-tray -ErrorAction SilentlyContinue).Count 0 'trays'
    $null = Invoke-Program "$Installed\mirrorwatch.exe" @('service', 'start-tray')
    $null = Wait-Until 20 'a tray' { Get-Process mirrorwatch-tray -ErrorAction SilentlyContinue }
    $before = @(Get-Process mirrorwatch-tray | ForEach-Object SessionId | Sort-Object)
    Install $Setup
    $null = Wait-Until 20 'the trays of the same sessions' {
        "$before" -eq "$(@(Get-Process mirrorwatch-tray -ErrorAction SilentlyContinue | ForEach-Object SessionId | Sort-Object))"
    }
}
Check 'a service that hangs is ended, and the upgrade goes on' {
    Suspend-Process (Get-ServicePid)
    Install $Setup
    Check-Installed
    Expect-Match (Invoke-Program sc.exe @('qfailure', 'Mirrorwatch')).Text 'RESTART' 'the recovery'
}
Check 'setup that is killed in the middle leaves one version, and the next one goes on' {
    $killed = Start-Process $Setup '/S' -PassThru
    $null = Wait-Until 60 'two versions that are kept' { Test-Path "$Installed.swap\swap.txt" }
    Get-Process mirrorwatch -ErrorAction SilentlyContinue | Where-Object Path -Like '*Mirrorwatch.new*' | Stop-Process -Force
    Stop-Process $killed -Force -ErrorAction SilentlyContinue
    Start-Service Mirrorwatch
    $null = Wait-Until 30 'a service that has mended it' { -not (Test-Path "$Installed.swap\swap.txt") }
    Install $Setup
    Check-Installed
}
Check 'the search path has the folder once, with its type' {
    $key = (Get-Item 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment')
    Expect "$($key.GetValueKind('Path'))" 'ExpandString' 'the type'
    $path = $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames') -split ';'
    Expect @($path -eq $Installed).Count 1 'the folder'
}
Check 'removal keeps the changed settings' {
    Remove-Mirrorwatch
    if (-not (Test-Path $Settings)) { throw 'the settings are gone' }
}
Check 'removal with /PURGE leaves nothing' {
    Install $Setup
    Remove-Mirrorwatch '/PURGE'
    $null = Wait-Until 30 'an empty place' { -not (Test-Path $Installed) -and -not (Test-Path (Split-Path $Settings)) }
    foreach ($key in 'HKLM:\SYSTEM\CurrentControlSet\Services\Mirrorwatch', 'HKLM:\SOFTWARE\Classes\AppUserModelId\Mirrorwatch.Tray',
            'HKLM:\SYSTEM\CurrentControlSet\Services\EventLog\Application\Mirrorwatch', $UninstallKey) {
        if (Test-Path $key) { throw "$key is left" }
    }
    $run = Get-ItemProperty 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Run'
    if ($run.Mirrorwatch) { throw 'the start at log-on is left' }
}
Finish
