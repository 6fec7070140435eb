# SPDX-License-Identifier: MIT
# The MSI package from the first installation to a Windows without a trace of it. Mirrorwatch must not be installed.
#   msi.ps1 -Msi FILE [-Newer FILE] [-Setup FILE]
# -Newer: a package of a later version, to which it is upgraded. -Setup: mirrorwatch-setup.exe, which has to refuse.
param([Parameter(Mandatory)][string]$Msi, [string]$Newer, [string]$Setup)
. "$PSScriptRoot\common.ps1"
$Msi = (Resolve-Path $Msi).Path

function Invoke-Msi([string[]]$Words) { Start-AndWait msiexec.exe ($Words + '/qn', '/norestart', '/l*v', "$env:TEMP\mirrorwatch-msi.log") }

function Check-Installed {
    foreach ($name in 'mirrorwatch.exe', 'mirrorwatch-tray.exe', 'mirrorwatch.png', 'LICENSE.txt', 'THIRD-PARTY.txt', 'config\vpn-adapters.toml') {
        if (-not (Test-Path "$Installed\$name")) { throw "$name is missing" }
    }
    $service = Get-CimInstance Win32_Service -Filter "Name='Mirrorwatch'"
    Expect "$($service.State) $($service.StartMode) $($service.StartName)" 'Running Auto LocalSystem' 'the service'
    Expect-Match (Invoke-Program sc.exe @('qfailure', 'Mirrorwatch')).Text 'RESTART' 'the recovery'
    if (-not (Test-Path $Settings)) { throw 'there are no settings' }
    $null = Get-Status
}

Check 'installed, and it runs' {
    Expect (Invoke-Msi '/i', $Msi) 0 'the exit code'
    Check-Installed
}
if ($Setup) {
    Check 'setup refuses a machine of the package' { Expect (Start-AndWait $Setup '/S') 8 'the exit code' }
}
Check 'repair mends what is missing' {
    Stop-Process -Name mirrorwatch-tray -Force -ErrorAction SilentlyContinue
    Remove-Item "$Installed\mirrorwatch-tray.exe"
    Expect (Invoke-Msi '/fa', $Msi) 0 'the exit code'
    Check-Installed
}
if ($Newer) {
    Check 'upgraded while it runs; settings that were changed stay' {
        Add-Content $Settings '# mine'
        $before = Get-ServicePid
        Expect (Invoke-Msi '/i', (Resolve-Path $Newer).Path) 0 'the exit code'
        Check-Installed
        if ((Get-ServicePid) -eq $before) { throw 'the old service runs on' }
        Expect-Match (Get-Content $Settings -Raw) '# mine' 'the settings'
        $null = Wait-Until 20 'the tray that ran' { Get-Process mirrorwatch-tray -ErrorAction SilentlyContinue }
    }
    $Msi = (Resolve-Path $Newer).Path
}
Check 'removal keeps the changed settings' {
    Add-Content $Settings '# mine'
    Expect (Invoke-Msi '/x', $Msi) 0 'the exit code'
    if (-not (Test-Path $Settings)) { throw 'the settings are gone' }
    if (Test-Path $Installed) { throw 'the folder is left' }
}
Check 'a package that cannot be finished is taken back' {
    # Nobody can make a folder where a file lies.
    $null = New-Item -ItemType Directory $Installed -Force
    $null = New-Item "$Installed\Data"
    try { Expect (Invoke-Msi '/i', $Msi) 1603 'the exit code' } finally { Remove-Item $Installed -Recurse -Force }
    if (Get-Service Mirrorwatch -ErrorAction SilentlyContinue) { throw 'the service is left' }
}
Check 'removal with PURGE=1 leaves nothing' {
    Expect (Invoke-Msi '/i', $Msi) 0 'the exit code'
    Expect (Invoke-Msi '/x', $Msi, 'PURGE=1') 0 'the exit code'
    foreach ($place in $Installed, (Split-Path $Settings), 'HKLM:\SYSTEM\CurrentControlSet\Services\Mirrorwatch', 'HKLM:\SOFTWARE\Mirrorwatch',
            'HKLM:\SOFTWARE\Classes\AppUserModelId\Mirrorwatch.Tray') {
        if (Test-Path $place) { throw "$place is left" }
    }
}
Finish
