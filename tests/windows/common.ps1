# SPDX-License-Identifier: MIT
# What the scripts here share. Each begins with it, checks, and ends with Finish: exit code 0 only if every check held.
# They run in Windows PowerShell 5.1 and later, elevated, and need an installed Mirrorwatch where they do not say otherwise.
$ErrorActionPreference = 'Stop'
$Installed = "$env:ProgramFiles\Mirrorwatch"
$Exe = "$Installed\mirrorwatch.exe"
$Settings = "$env:ProgramData\Mirrorwatch\mirrorwatch.toml"
$UninstallKey = 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Uninstall\Mirrorwatch'
$Tally = @{ Passed = 0; Failed = 0 }

# A block that throws has failed; what it returns is shown.
function Check([string]$What, [scriptblock]$Look) {
    try {
        $seen = (& $Look | Out-String).Trim()
        $Tally.Passed++
        Write-Host ("ok    {0}{1}" -f $What, $(if ($seen) { ": $seen" }))
    } catch {
        $Tally.Failed++
        Write-Host "FAIL  ${What}: $_"
    }
}

# A check that this machine cannot make, with the reason: counted as neither.
function Skip([string]$What, [string]$Why) { Write-Host "skip  ${What}: $Why" }

function Finish {
    Write-Host "$($Tally.Passed) passed, $($Tally.Failed) failed"
    exit [int]($Tally.Failed -gt 0 -or $Tally.Passed -eq 0)
}

function Expect($Seen, $Wanted, [string]$What) {
    if ("$Seen" -ne "$Wanted") { throw "$What is '$Seen', and not '$Wanted'" }
}

function Expect-Match([string]$Text, [string]$Pattern, [string]$What) {
    if ($Text -notmatch $Pattern) { throw "$What has no '$Pattern': $Text" }
}

# What the block returns, once that is something true.
function Wait-Until([double]$Seconds, [string]$What, [scriptblock]$Is) {
    $until = (Get-Date).AddSeconds($Seconds)
    do {
        $seen = & $Is
        if ($seen) { return $seen }
        Start-Sleep -Milliseconds 100
    } while ((Get-Date) -lt $until)
    throw "not within $Seconds s: $What"
}

# A console program: its exit code, and all that it said.
function Invoke-Program([string]$Program, [string[]]$Words) {
    $ErrorActionPreference = 'Continue' # 5.1 takes a line on the error output for an error
    $text = (& $Program @Words 2>&1 | ForEach-Object { "$_" }) -join "`n"
    [pscustomobject]@{ Code = $LASTEXITCODE; Text = $text }
}

function Invoke-Mirrorwatch { Invoke-Program $Exe $args }

function Get-Status { (Invoke-Mirrorwatch status --format json).Text | ConvertFrom-Json }

# A program with a window, or none: its exit code. Its own children are not waited for.
function Start-AndWait([string]$Program, [string[]]$Words, [int]$Seconds = 120) {
    $process = Start-Process -FilePath $Program -ArgumentList $Words -PassThru
    $null = $process.Handle # without it there is no exit code afterwards
    if (-not $process.WaitForExit($Seconds * 1000)) { throw "$Program has not ended within $Seconds s" }
    $process.ExitCode
}

function Get-ServicePid { (Get-CimInstance Win32_Service -Filter "Name='Mirrorwatch'").ProcessId }

function Restart-Mirrorwatch {
    foreach ($action in 'stop', 'start') { Expect (Invoke-Mirrorwatch service $action).Code 0 "service $action" }
}

function Get-Log { (Get-ChildItem "$Installed\Data\logs" -File | Sort-Object LastWriteTime | Get-Content -Encoding UTF8) -join "`n" }

function Get-MirrorwatchEvents([datetime]$Since) {
    Get-WinEvent -ErrorAction SilentlyContinue -FilterHashtable @{ LogName = 'Application'; ProviderName = 'Mirrorwatch'; StartTime = $Since }
}

# Puts other settings into the machine's file while the block runs.
function With-Settings([string]$Text, [scriptblock]$Do) {
    $before = [IO.File]::ReadAllBytes($Settings)
    try {
        [IO.File]::WriteAllText($Settings, $Text)
        & $Do
    } finally { [IO.File]::WriteAllBytes($Settings, $before) }
}

# A user of the group Users, made for the test. Ends with Remove-TestUser.
function New-TestUser {
    $password = ConvertTo-SecureString ('Mw1!' + [guid]::NewGuid()) -AsPlainText -Force
    $null = New-LocalUser -Name 'mw-test' -Password $password -AccountNeverExpires
    Add-LocalGroupMember -SID 'S-1-5-32-545' -Member 'mw-test' -ErrorAction SilentlyContinue
    New-Object pscredential "$env:COMPUTERNAME\mw-test", $password
}

function Remove-TestUser { Remove-LocalUser -Name 'mw-test' -ErrorAction SilentlyContinue }

# What a script says that runs as that user, with a log-on at the machine.
function Invoke-AsUser([pscredential]$User, [string]$Script) {
    $file = Join-Path $env:PUBLIC ([guid]::NewGuid().ToString() + '.ps1')
    [IO.File]::WriteAllText($file, $Script)
    try {
        $words = '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', $file
        $process = Start-Process powershell.exe -ArgumentList $words -Credential $User -WorkingDirectory $env:PUBLIC -PassThru `
            -WindowStyle Hidden -RedirectStandardOutput "$file.out" -RedirectStandardError "$file.err"
        if (-not $process.WaitForExit(120000)) { throw "the user's script has not ended" }
        (Get-Content "$file.out", "$file.err") -join "`n"
    } finally { Remove-Item "$file*" -ErrorAction SilentlyContinue }
}

# Exit code and words of a script that runs as LocalSystem in session 0.
function Invoke-AsSystem([string]$Command) {
    $out = Join-Path $env:PUBLIC ([guid]::NewGuid().ToString() + '.txt')
    $inner = "& { $Command } *> '$out'; exit `$LASTEXITCODE"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($inner))
    $action = New-ScheduledTaskAction -Execute powershell.exe -Argument "-NoProfile -ExecutionPolicy Bypass -EncodedCommand $encoded"
    $system = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -RunLevel Highest
    $null = Register-ScheduledTask -TaskName 'mw-test' -Action $action -Principal $system -Force
    try {
        Start-ScheduledTask -TaskName 'mw-test'
        $null = Wait-Until 600 'the end of the task' {
            $info = Get-ScheduledTaskInfo -TaskName 'mw-test'
            (Get-ScheduledTask -TaskName 'mw-test').State -eq 'Ready' -and $info.LastRunTime.Year -gt 2000 -and $info.LastTaskResult -ne 267009
        }
        $code = (Get-ScheduledTaskInfo -TaskName 'mw-test').LastTaskResult
        [pscustomobject]@{ Code = $code; Text = (Get-Content $out -ErrorAction SilentlyContinue) -join "`n" }
    } finally {
        Unregister-ScheduledTask -TaskName 'mw-test' -Confirm:$false
        Remove-Item $out -ErrorAction SilentlyContinue
    }
}
