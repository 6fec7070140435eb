# SPDX-License-Identifier: MIT
# Crashes the service, by a thread that begins where no code is: Windows starts it again, and it leaves a dump and says so.
. "$PSScriptRoot\common.ps1"
$since = Get-Date
$before = Get-ServicePid

Add-Type -Namespace Test -Name Native -MemberDefinition @'
[DllImport("kernel32.dll", SetLastError = true)]
public static extern IntPtr CreateRemoteThread(IntPtr process, IntPtr attributes, UIntPtr stack, IntPtr start, IntPtr parameter, uint flags, IntPtr id);
'@

Check 'Windows starts it again within two minutes' {
    [Diagnostics.Process]::EnterDebugMode()
    $process = Get-Process -Id $before
    $thread = [Test.Native]::CreateRemoteThread($process.Handle, [IntPtr]::Zero, [UIntPtr]::Zero, [IntPtr]16, [IntPtr]::Zero, 0, [IntPtr]::Zero)
    if ($thread -eq [IntPtr]::Zero) { throw "no thread: error $([Runtime.InteropServices.Marshal]::GetLastWin32Error())" }
    Wait-Until 120 'another process' {
        $now = Get-ServicePid
        if ($now -and $now -ne $before) { $now }
    }
}
Check 'there is a dump' { (Wait-Until 10 'a dump' { Get-ChildItem "$Installed\Data" -Filter *.dmp | Where-Object LastWriteTime -gt $since }).Name }
Check 'event 1041 says so' {
    (Wait-Until 30 'event 1041' { Get-MirrorwatchEvents $since | Where-Object Id -eq 1041 | Select-Object -First 1 }).Message
}
Check 'the status answers again' { $null = Wait-Until 30 'an answer' { (Invoke-Mirrorwatch status).Code -eq 0 } }
Check 'a process that is only ended comes back as well' {
    $ended = Get-ServicePid
    Stop-Process -Id $ended -Force
    Wait-Until 120 'another process' {
        $now = Get-ServicePid
        if ($now -and $now -ne $ended) { $now }
    }
}
Finish
