# SPDX-License-Identifier: MIT
# What an organisation sets in the registry counts within a second, and is gone when its key is.
. "$PSScriptRoot\common.ps1"
$key = 'HKLM:\Software\Policies\Mirrorwatch'
if (Test-Path $key) { Write-Host "$key is there already"; exit 1 }

function Managed { @((Get-Status).managed) -join ' ' }
function Set-Policy([string]$Name, [string]$Kind, $Value) {
    if (-not (Test-Path $key)) { $null = New-Item $key -Force }
    $null = New-ItemProperty $key -Name $Name -PropertyType $Kind -Value $Value -Force
}

try {
    Check 'LocalSystem reads the key, and a change is noticed at once (RegNotifyChangeKeyValue)' {
        Set-Policy 'AllowExclude' 'DWord' 0
        $took = Measure-Command { $null = Wait-Until 5 'AllowExclude' { (Managed) -match 'AllowExclude' } }
        Expect-Match (Get-Log) 'set by the organisation: .*AllowExclude' 'the log'
        "$($took.TotalMilliseconds) ms"
    }
    Check 'the key is deleted and made again, as Group Policy does' {
        Remove-Item $key -Recurse
        $null = Wait-Until 5 'nothing managed' { (Managed) -eq '' }
        Set-Policy 'Action' 'String' 'notify'
        $null = Wait-Until 5 'Action' { (Managed) -match 'Action' }
    }
    Check 'a list without a line is no list' {
        Set-Policy 'Ladder' 'MultiString' @()
        $null = Wait-Until 5 'Ladder' { (Managed) -match 'Ladder' }
        Expect-Match (Invoke-Mirrorwatch settings show).Text '(?m)^ladder = \[\].*managed' 'the settings'
    }
    $trusted = Join-Path (Split-Path $Settings) 'endpoints.toml'
    Check 'an EndpointsFile of the Administrators is read' {
        [IO.File]::WriteAllText($trusted, "[[endpoint]]`nname = `"of the organisation`"`nurl = `"tcp://127.0.0.1:9`"`n")
        Set-Policy 'EndpointsFile' 'String' $trusted
        $null = Wait-Until 70 'its endpoint' { (Get-Status).endpoints.name -contains 'of the organisation' }
    }
    $user = New-TestUser
    try {
        Check 'one that belongs to a user is refused' {
            $own = Join-Path $env:PUBLIC 'mw-endpoints.toml'
            $null = Invoke-AsUser $user "Set-Content '$own' '[[endpoint]]'"
            Set-Policy 'EndpointsFile' 'String' $own
            $null = Wait-Until 70 'a word about it' { (Invoke-Mirrorwatch status).Text -match 'EndpointsFile' }
            Remove-Item $own
        }
    } finally { Remove-TestUser }
    Check 'a link is refused' {
        $link = Join-Path (Split-Path $Settings) 'link.toml'
        $null = New-Item -ItemType SymbolicLink -Path $link -Target $trusted
        Set-Policy 'EndpointsFile' 'String' $link
        $null = Wait-Until 70 'a word about it' { (Get-Log) -match 'EndpointsFile.*link' }
        Remove-Item $link
    }
    Remove-Item $trusted
    Skip 'a mapped drive' 'by eye'
} finally { Remove-Item $key -Recurse -ErrorAction SilentlyContinue }
Finish
