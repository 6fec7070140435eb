# SPDX-License-Identifier: MIT
# .wslconfig is replaced by one rename, while others hold it; links are followed, rights and attributes kept. In a file of the test's.
. "$PSScriptRoot\common.ps1"
$folder = Join-Path $env:TEMP ('mw-' + [guid]::NewGuid())
$null = New-Item -ItemType Directory $folder
$file = "$folder\.wslconfig"

function Write-Config { [IO.File]::WriteAllText($file, "[wsl2]`r`nmemory=4GB # mine`r`n") }
function Set-Memory([string]$Value) { Invoke-Mirrorwatch wslconfig set memory $Value --file $file }

try {
    Write-Config
    Check 'a file that somebody reads is replaced (FileRenameInfoEx with POSIX semantics)' {
        $reader = [IO.File]::Open($file, 'Open', 'Read', 'Read, Write, Delete')
        try {
            Expect (Set-Memory 8GB).Code 0 'the exit code'
            Expect ([IO.File]::ReadAllText($file)) "[wsl2]`r`nmemory=8GB # mine`r`n" 'the new file'
            Expect ((New-Object IO.StreamReader $reader).ReadToEnd()) "[wsl2]`r`nmemory=4GB # mine`r`n" 'what the reader has'
        } finally { $reader.Dispose() }
    }
    Check 'a file that is locked is an error in one sentence, and stays' {
        $held = [IO.File]::Open($file, 'Open', 'Read', 'None')
        try {
            $seen = Set-Memory 2GB
            if ($seen.Code -eq 0) { throw 'it was written' }
            $seen.Text
        } finally { $held.Dispose() }
        Expect-Match ([IO.File]::ReadAllText($file)) '8GB' 'the file'
    }
    Check 'rights and attributes are kept' {
        $rights = Get-Acl $file
        $rights.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule 'Everyone', 'Read', 'Allow'))
        Set-Acl $file $rights
        (Get-Item $file -Force).Attributes = 'Hidden, Archive'
        $before = (Get-Acl $file).Sddl
        Expect (Set-Memory 6GB).Code 0 'the exit code'
        Expect (Get-Acl $file).Sddl $before 'the rights'
        Expect (Get-Item $file -Force).Attributes 'Hidden, Archive' 'the attributes'
    }
    Check 'an undo puts the bytes back' {
        Expect (Invoke-Mirrorwatch wslconfig undo --file $file).Code 0 'the exit code'
        Expect ([IO.File]::ReadAllText($file)) "[wsl2]`r`nmemory=8GB # mine`r`n" 'the file'
    }
    Check 'a link is followed and stays a link, or refused with a sentence where the rights are an administrator''s' {
        Remove-Item $file -Force
        [IO.File]::WriteAllText("$folder\dotfiles", "[wsl2]`nmemory=4GB`n")
        $null = New-Item -ItemType SymbolicLink -Path $file -Target "$folder\dotfiles"
        $seen = Set-Memory 8GB
        Expect (Get-Item $file -Force).LinkType 'SymbolicLink' 'the kind'
        if ($seen.Code -eq 0) { Expect ([IO.File]::ReadAllText("$folder\dotfiles")) "[wsl2]`nmemory=8GB`n" 'its target' }
        else { Expect-Match $seen.Text 'is a link' 'the sentence' }
    }
    Check 'nothing of ours is left beside it' { Expect ((Get-ChildItem $folder -Force).Name | Sort-Object) '.wslconfig dotfiles' 'the folder' }
} finally { Remove-Item $folder -Recurse -Force }
Finish
