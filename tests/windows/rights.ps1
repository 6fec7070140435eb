# SPDX-License-Identifier: MIT
# What a standard user of the machine may do, and what not. The user is made for it, and removed.
. "$PSScriptRoot\common.ps1"
$user = New-TestUser

# "yes" if the user's script ends without an exception, else the exception.
function Try-As([string]$Script) { (Invoke-AsUser $user "try { $Script; 'yes' } catch { `$_.Exception.Message }").Trim() }

try {
    Check 'the user is at the machine, and no administrator' {
        $groups = Invoke-AsUser $user 'whoami /groups'
        Expect-Match $groups 'S-1-5-4\b' 'the token'
        if ($groups -match 'S-1-5-32-544\b.*Enabled') { throw 'the user is an administrator' }
    }
    Check 'the user is answered on the pipe' {
        Expect-Match (Invoke-AsUser $user "& '$Exe' status --format json; `$LASTEXITCODE") '"wsl_running"' 'the answer'
    }
    Check 'the user does not see what the service keeps' {
        if ((Try-As "Get-ChildItem '$Installed\Data' -ErrorAction Stop") -eq 'yes') { throw 'the folder Data can be listed' }
        if ((Try-As "Get-ChildItem '$Installed\Data\users' -ErrorAction Stop") -eq 'yes') { throw 'the journals and histories can be listed' }
        if ((Try-As "[IO.File]::ReadAllText('$Installed\Data\logs\mirrorwatch.log')") -eq 'yes') { throw 'the log can be read' }
    }
    Check 'the user reads the machine''s settings, and does not change them' {
        Expect (Try-As "`$null = [IO.File]::ReadAllText('$Settings')") 'yes' 'reading'
        if ((Try-As "[IO.File]::AppendAllText('$Settings', 'x')") -eq 'yes') { throw 'the settings can be changed' }
        if ((Try-As "[IO.File]::WriteAllText('$(Split-Path $Settings)\vpn-adapters.toml', 'x')") -eq 'yes') { throw 'a file can be added' }
    }
    Check 'the user does not change the programs, nor the service' {
        if ((Try-As "[IO.File]::AppendAllText('$Exe', 'x')") -eq 'yes') { throw 'the program can be changed' }
        Expect-Match (Invoke-AsUser $user 'sc.exe stop Mirrorwatch') '\b5\b' 'the refusal'
        Expect-Match (Invoke-AsUser $user 'sc.exe config Mirrorwatch binPath= calc.exe') '\b5\b' 'the refusal'
    }
    Check 'the history of other users is an administrator''s alone' {
        Expect-Match (Invoke-AsUser $user "& '$Exe' history --all; `$LASTEXITCODE") '[1-3]\s*$' 'the exit code'
        Expect (Invoke-Mirrorwatch history --all).Code 0 'the exit code for an administrator'
    }
    Check 'LocalSystem is told how each user fares, and reads the history of all' {
        $done = Invoke-AsSystem "& '$Exe' status"
        Expect $done.Code 0 'the exit code of status'
        Expect-Match $done.Text 'USER +SESSION +WSL +STATE' 'status'
        $explained = Invoke-AsSystem "& '$Exe' explain --format json"
        if ($explained.Code -notin 0, 1 -or $explained.Text -notmatch '"people"') { throw "explain: $($explained.Code) $($explained.Text)" }
        Expect (Invoke-AsSystem "& '$Exe' history --all").Code 0 'the exit code of history'
        $done.Text
    }
    Check 'an administrator from the network is refused as well' {
        try {
            ([IO.File]::Open("\\$env:COMPUTERNAME\pipe\ProtectedPrefix\Administrators\Mirrorwatch", 'Open', 'ReadWrite')).Dispose()
        } catch { return $_.Exception.InnerException.Message }
        throw 'the pipe was opened by the network'
    }
    Check 'the service has its five privileges, and needs no other' {
        $wanted = 'SeTcbPrivilege', 'SeAssignPrimaryTokenPrivilege', 'SeIncreaseQuotaPrivilege', 'SeImpersonatePrivilege', 'SeChangeNotifyPrivilege'
        $key = 'HKLM:\SYSTEM\CurrentControlSet\Services\Mirrorwatch'
        $has = (Get-ItemProperty $key).RequiredPrivileges
        Expect (($has | Sort-Object) -join ' ') (($wanted | Sort-Object) -join ' ') 'the list'
        if ((Get-Log) -match 'PRIVILEGE_NOT_HELD|1314') { throw 'a call lacked a privilege' }
    }
} finally { Remove-TestUser }
Finish
