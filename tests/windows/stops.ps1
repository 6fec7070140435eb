# SPDX-License-Identifier: MIT
# Stops and starts the service fifty times: each time within its 5 s, without a crash, and no agent of it is left.
param([int]$Turns = 50)
. "$PSScriptRoot\common.ps1"
$since = Get-Date

Check "$Turns stops, each within 5 s" {
    $longest = 0
    foreach ($turn in 1..$Turns) {
        $took = Measure-Command { Expect (Invoke-Mirrorwatch service stop).Code 0 "stop number $turn" }
        $longest = [Math]::Max($longest, $took.TotalSeconds)
        if (Get-Process mirrorwatch -ErrorAction SilentlyContinue) { throw "a process is left after stop number $turn" }
        Expect (Invoke-Mirrorwatch service start).Code 0 "start number $turn"
    }
    if ($longest -gt 5) { throw "the longest took $longest s" }
    "the longest took $longest s"
}
Check 'Windows has seen no crash' {
    $errors = @{ LogName = 'Application'; Id = 1000; ProviderName = 'Application Error'; StartTime = $since }
    $crashes = Get-WinEvent -ErrorAction SilentlyContinue -FilterHashtable $errors | Where-Object Message -match 'mirrorwatch'
    Expect @($crashes).Count 0 'the number of crashes'
    $ended = Get-WinEvent -ErrorAction SilentlyContinue -FilterHashtable @{ LogName = 'System'; Id = 7031, 7034; StartTime = $since } |
        Where-Object Message -match 'Mirrorwatch'
    Expect @($ended).Count 0 'the number of ends that nobody asked for'
}
Check 'each start and stop is an event' {
    $events = Get-MirrorwatchEvents $since
    Expect @($events | Where-Object Id -eq 1001).Count $Turns 'the number of 1001'
    Expect @($events | Where-Object Id -eq 1000).Count $Turns 'the number of 1000'
}
Finish
