# SPDX-License-Identifier: MIT
# Windows takes the subscription for event forwarding, and has all of its numbers. Changes this machine's WinRM and event collector.
. "$PSScriptRoot\common.ps1"
$file = (Resolve-Path "$PSScriptRoot\..\..\packaging\fleet\mirrorwatch-wef.xml").Path
$numbers = 1000, 1001, 1010, 1011, 1020, 1021, 1022, 1023, 1024, 1030, 1040, 1041, 1050

Check 'the collector is there' {
    $null = Invoke-Program winrm.cmd @('quickconfig', '-quiet')
    Expect (Invoke-Program wecutil.exe @('qc', '/q')).Code 0 'wecutil qc'
}
try {
    Check 'wecutil takes the subscription' {
        $made = Invoke-Program wecutil.exe @('cs', $file)
        Expect $made.Code 0 "the exit code, with $($made.Text)"
    }
    Check 'it has all thirteen numbers' {
        $kept = (Invoke-Program wecutil.exe @('gs', 'Mirrorwatch')).Text
        foreach ($number in $numbers) { Expect-Match $kept "\b$number\b" 'the subscription' }
    }
} finally { $null = Invoke-Program wecutil.exe @('ds', 'Mirrorwatch') }
Skip 'an event arrives in Forwarded Events' 'that needs a domain: by eye'
Finish
