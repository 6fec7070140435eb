# SPDX-License-Identifier: MIT
# A standard user takes the service's names before it does: the pipe's, and its folder's. The service must be installed.
. "$PSScriptRoot\common.ps1"
$data = Split-Path $Settings
$user = New-TestUser

try {
    $null = Invoke-Mirrorwatch service stop
    Check 'a user cannot create the pipe, though nobody has it' {
        $said = Invoke-AsUser $user @'
try {
    $pipe = New-Object IO.Pipes.NamedPipeServerStream 'ProtectedPrefix\Administrators\Mirrorwatch'
    'created'
    $pipe.Dispose()
} catch { $_.Exception.InnerException.GetType().Name }
'@
        Expect $said.Trim() 'UnauthorizedAccessException' 'the answer'
    }
    Check 'where an administrator''s program has the name, the service does not start as if it had it' {
        $pipe = New-Object IO.Pipes.NamedPipeServerStream 'ProtectedPrefix\Administrators\Mirrorwatch', 'InOut', 1
        try { if ((Invoke-Mirrorwatch service start).Code -eq 0) { throw 'it started' } } finally { $pipe.Dispose() }
        $null = Invoke-Mirrorwatch service stop
    }
    Check 'a folder that is the user''s is moved aside, and made again' {
        Rename-Item $data "$data.kept"
        try {
            $null = Invoke-AsUser $user "New-Item -ItemType Directory '$data'; Set-Content '$Settings' 'schema = 1'"
            Expect-Match (Get-Acl $data).Owner 'mw-test$' 'the owner before'
            Expect (Invoke-Mirrorwatch service start).Code 0 'the start'
            $null = Wait-Until 20 'a folder of ours' { (Get-Acl $data).Owner -notmatch 'mw-test$' }
            if ((Test-Path $Settings) -and (Get-Acl $Settings).Owner -match 'mw-test$') { throw 'the user''s settings were taken' }
        } finally {
            $null = Invoke-Mirrorwatch service stop
            Get-ChildItem (Split-Path $data) -Filter 'Mirrorwatch*' | Where-Object Name -ne 'Mirrorwatch.kept' | Remove-Item -Recurse -Force
            Rename-Item "$data.kept" $data
        }
    }
    Check 'it starts again afterwards' { Expect (Invoke-Mirrorwatch service start).Code 0 'the start' }
} finally { Remove-TestUser }
Finish
