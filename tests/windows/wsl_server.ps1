# SPDX-License-Identifier: MIT
# WSL as it is on any Windows, a Server too: what runs is seen, nothing is started, nothing is kept awake.
#   wsl_server.ps1 [-Distro NAME]    a WSL2 distro that is installed; it is ended several times
param([string]$Distro = 'Ubuntu')
. "$PSScriptRoot\common.ps1"
$env:WSL_UTF8 = '1'
$wsl = "$env:SystemRoot\System32\wsl.exe"

function Running { (Invoke-Program $wsl @('--list', '--running', '--quiet')).Text -split "`n" | Where-Object { $_.Trim() -eq $Distro } }
function Stop-Wsl { $null = Invoke-Program $wsl @('--shutdown') }
function Start-Work([int]$Seconds) { Start-Process $wsl -ArgumentList '-d', $Distro, '--', 'sleep', "$Seconds" -PassThru -WindowStyle Hidden }

Check 'the distro is there, and is WSL2' {
    Expect-Match (Invoke-Program $wsl @('--list', '--verbose')).Text "$([regex]::Escape($Distro))\s+\w+\s+2" 'the list'
}
Check 'while WSL is ended, the status says so, and asking starts nothing' {
    Stop-Wsl
    $null = Wait-Until 30 'the status' { -not (Get-Status).wsl_running }
    $null = Invoke-Mirrorwatch explain
    $null = Invoke-Mirrorwatch probe dns://localhost --from wsl
    Start-Sleep -Seconds 90
    if (Running) { throw 'it was started' }
}
$work = Start-Work 600
try {
    Check 'once it runs, the status says so within 10 s, and names the distro' {
        $null = Wait-Until 10 'the status' { (Get-Status).wsl_running }
        $null = Wait-Until 30 'the distro' { (Get-Status).distros -contains $Distro }
        (Get-Status).effective
    }
    Check 'it is seen by its process, without a question to it' {
        $null = Wait-Until 5 'vmmemWSL' { Get-Process 'vmmemWSL', 'vmmem' -ErrorAction SilentlyContinue }
    }
    Check 'a question from within it is answered' {
        $seen = ((Invoke-Mirrorwatch probe dns://localhost --from wsl --format json).Text | ConvertFrom-Json).results
        Expect $seen.ok 'True' 'the result'
        Expect $seen.distro $Distro 'the distro'
    }
    Check 'LocalSystem is refused by WSL, which is why the service asks as the user' {
        $done = Invoke-AsSystem "& '$wsl' --list --quiet"
        if ($done.Code -eq 0) { throw 'it was answered' }
        $done.Text
    }
} finally { Stop-Process -Id $work.Id -Force -ErrorAction SilentlyContinue }
Check 'with nobody in it, it stops by itself while the service runs' {
    $null = Wait-Until 400 'its end' { -not (Running) }
    $null = Wait-Until 90 'the status' { -not (Get-Status).wsl_running }
}
Check 'a question that is ended in the middle, beside a shutdown, starts nothing: ten times' {
    foreach ($turn in 1..10) {
        $work = Start-Work 60
        $null = Wait-Until 60 'WSL' { Running }
        $question = Start-Process $Exe -ArgumentList 'probe', 'dns://localhost', '--from', 'wsl' -PassThru -WindowStyle Hidden
        Start-Sleep -Milliseconds (50 * $turn)
        Stop-Process -Id $question.Id -Force -ErrorAction SilentlyContinue
        Stop-Wsl
        Start-Sleep -Seconds 5
        if (Running) { throw "it runs again, turn $turn" }
        if (Get-Process wsl -ErrorAction SilentlyContinue) { throw "a wsl.exe is left, turn $turn" }
    }
}
Finish
