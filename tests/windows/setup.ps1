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
Check 'a file that is held ends setup with 4, and the entry stays' {
    $held = [IO.File]::Open("$Installed\LICENSE.txt", 'Open', 'Read', 'None')
    try { Expect (Start-AndWait $Setup '/S') 4 'the exit code' } finally { $held.Dispose() }
    Install $Setup
    Check-Installed
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
