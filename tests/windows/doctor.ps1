# SPDX-License-Identifier: MIT
# The doctor's report of this machine, as a user and as LocalSystem, and what has to be in it.
#   doctor.ps1 [-Report FOLDER]    where the reports are kept
param([string]$Report = (Join-Path $env:TEMP 'mw-doctor'))
. "$PSScriptRoot\common.ps1"
$null = New-Item -ItemType Directory $Report -Force
$windows = Get-CimInstance Win32_OperatingSystem
$isServer = $windows.ProductType -ne 1

$seen = Invoke-Mirrorwatch doctor --format json
Set-Content "$Report\doctor.json" $seen.Text -Encoding UTF8
Set-Content "$Report\doctor.txt" (Invoke-Mirrorwatch doctor).Text -Encoding UTF8
function Line([string]$Id) { ($seen.Text | ConvertFrom-Json).checks | Where-Object id -eq $Id }

Check 'it ends with 0 or 1, as it says' {
    $wrong = ($seen.Text | ConvertFrom-Json).wrong
    Expect $seen.Code ([int]$wrong) 'the exit code'
}
Check 'mirrored networking is supported on Windows 11 from 22H2 on, and not on a Server' {
    $line = Line 'mirrored-support'
    Expect ($line.result -eq 'ok') (-not $isServer -and [int]$windows.BuildNumber -ge 22621) "ok ($($line.fact))"
    $line.fact
}
foreach ($id in 'dns-tunneling', 'auto-proxy') {
    Check "$id is known" {
        if ((Line $id).result -eq 'unknown') { throw (Line $id).fact }
        (Line $id).fact
    }
}
Check 'what the firewalls say is known' {
    $unknown = ($seen.Text | ConvertFrom-Json).checks | Where-Object { $_.result -eq 'unknown' -and $_.id -match '^(firewall-|exposure)' }
    if ($unknown -and -not $isServer) { throw ($unknown.fact -join '; ') }
}
Check 'it takes less than a minute' {
    $took = Measure-Command { $null = Invoke-Mirrorwatch doctor }
    if ($took.TotalSeconds -gt 60) { throw "$($took.TotalSeconds) s" }
    "$($took.TotalSeconds) s"
}
Check 'an endpoint at a port that Windows has reserved is warned of' {
    $ranges = (Invoke-Program netsh.exe @('interface', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp')).Text
    $port = if ($ranges -match '(?m)^\s+(\d+)\s+\d+') { $Matches[1] } else { return 'this machine has none' }
    $shipped = Get-Content "$Installed\config\mirrorwatch.toml" -Raw
    With-Settings "$shipped`n[[endpoint]]`nname = `"reserved`"`nurl = `"tcp://127.0.0.1:$port`"`n" {
        $line = ((Invoke-Mirrorwatch doctor --format json).Text | ConvertFrom-Json).checks | Where-Object id -eq 'excluded-ports'
        Expect $line.result 'warn' "the line ($($line.fact))"
    }
}
Check 'LocalSystem gets a report as well, and starts no WSL' {
    $ran = [bool](Get-Process vmmemWSL -ErrorAction SilentlyContinue)
    $done = Invoke-AsSystem "& '$Exe' doctor --format json"
    Set-Content "$Report\doctor-system.json" $done.Text -Encoding UTF8
    if ($done.Code -notin 0, 1) { throw "it ended with $($done.Code): $($done.Text)" }
    if (-not $ran -and (Get-Process vmmemWSL -ErrorAction SilentlyContinue)) { throw 'WSL runs' }
}
Finish
