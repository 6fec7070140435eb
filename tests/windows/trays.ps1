# SPDX-License-Identifier: MIT
# The trays of two users in one session: each has its own, and a second start gives way to the first of the same user.
. "$PSScriptRoot\common.ps1"
$tray = "$Installed\mirrorwatch-tray.exe"
$user = New-TestUser

# The numbers of the trays of that user in this session.
function Get-TraysOf([string]$Name) {
    $session = (Get-Process -Id $PID).SessionId
    Get-CimInstance Win32_Process -Filter "Name='mirrorwatch-tray.exe' AND SessionId=$session" | Where-Object {
        (Invoke-CimMethod -InputObject $_ -MethodName GetOwner).User -eq $Name
    } | ForEach-Object { $_.ProcessId }
}

# The process of a tray that is started as that user, with a handle, so that its end can be seen.
function Start-TrayAsUser {
    $process = Start-Process $tray -Credential $user -WorkingDirectory $env:PUBLIC -PassThru
    $null = $process.Handle
    $process
}

try {
    Check 'mine runs, and a second start gives way to it' {
        if (-not (Get-TraysOf $env:USERNAME)) { Start-Process $tray }
        $first = Wait-Until 10 'my tray' { Get-TraysOf $env:USERNAME }
        Expect (Start-AndWait $tray @() 30) 0 'the exit code'
        Expect (Get-TraysOf $env:USERNAME) $first 'my tray'
        Expect-Match ((Get-Process -Id $first).MainWindowTitle) 'Mirrorwatch' 'the window that it shows'
    }
    Check 'another user''s runs beside it in the same session' {
        $null = Start-TrayAsUser
        $null = Wait-Until 10 'the other tray' { Get-TraysOf 'mw-test' }
        Expect @(Get-TraysOf $env:USERNAME).Count 1 'mine'
    }
    Check 'a second one of that user gives way to that user''s first' {
        $first = Get-TraysOf 'mw-test'
        $second = Start-TrayAsUser
        if (-not $second.WaitForExit(30000)) { throw 'it stays' }
        Expect (Get-TraysOf 'mw-test') $first 'the other tray'
    }
    Check 'the other one ends, and mine stays' {
        Get-TraysOf 'mw-test' | ForEach-Object { Stop-Process -Id $_ -Force }
        $null = Wait-Until 10 'the end of the other tray' { -not (Get-TraysOf 'mw-test') }
        Expect @(Get-TraysOf $env:USERNAME).Count 1 'mine'
    }
} finally {
    Get-TraysOf 'mw-test' | ForEach-Object { Stop-Process -Id $_ -Force }
    Remove-TestUser
}
Finish
