# SPDX-License-Identifier: MIT
# What is written into Windows' log "Application" is readable by those who look for it there.
. "$PSScriptRoot\common.ps1"
$since = Get-Date
Restart-Mirrorwatch

foreach ($id in 1000, 1001) {
    Check "event $id has a text of its own, and four strings" {
        $found = Wait-Until 20 "event $id" { Get-MirrorwatchEvents $since | Where-Object Id -eq $id | Select-Object -First 1 }
        Expect @($found.Properties).Count 4 'the number of strings'
        Expect-Match $found.Message '^Mirrorwatch has (started|stopped): ' 'the text'
        Expect-Match $found.Message 'User: ' 'the text'
        $found.LevelDisplayName
    }
}
Check 'settings that are wrong are event 1030, a warning' {
    With-Settings "schema = 1`n[policy]`naction = `"perhaps`"`n" {
        $found = Wait-Until 20 'event 1030' { Get-MirrorwatchEvents $since | Where-Object Id -eq 1030 | Select-Object -First 1 }
        Expect $found.Level 3 'the level'
        $found.Message
    }
}
Check 'a request of LocalSystem is refused, and leaves one 1050' {
    $done = Invoke-AsSystem "& '$Exe' rollback --yes"
    if ($done.Code -eq 0) { throw "it was not refused: $($done.Text)" }
    $found = Wait-Until 20 'event 1050' { Get-MirrorwatchEvents $since | Where-Object Id -eq 1050 }
    Expect @($found).Count 1 'the number of 1050'
    Expect-Match $found.Message 'S-1-5-18' 'the text'
}
Skip 'event 1011' 'an offer needs a VPN that breaks something: mirrored.ps1 looks at it'
Finish
