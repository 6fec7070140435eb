# SPDX-License-Identifier: MIT
# Changes of the network are noticed by Windows' notifications, and adapters are what Windows says of them.
#   adapters.ps1 -Clock FILE    mirrorwatch-adapter-clock.exe, which prints a line for each notification and each table
param([Parameter(Mandatory)][string]$Clock)
. "$PSScriptRoot\common.ps1"
$address = '10.77.77.1'
$loopback = (Get-NetIPInterface -AddressFamily IPv4 | Where-Object InterfaceAlias -like 'Loopback*' | Select-Object -First 1).InterfaceIndex
$said = Join-Path $env:TEMP 'mw-clock.txt'

# How long it takes from the change to the table that has it.
function Measure-Notice([scriptblock]$Change, [scriptblock]$IsThere) {
    $began = Get-Date
    & $Change
    $null = Wait-Until 5 'a table that has it' $IsThere
    "{0:n0} ms" -f ((Get-Date) - $began).TotalMilliseconds
}

function Last-Table { Get-Content $said -ErrorAction SilentlyContinue | Where-Object { $_ -match '^table ' } | Select-Object -Last 1 }

$process = Start-Process (Resolve-Path $Clock).Path -ArgumentList 'wake' -PassThru -NoNewWindow -RedirectStandardOutput $said
try {
    $null = Wait-Until 20 'the first table' { (Get-Content $said -ErrorAction SilentlyContinue) -match '^ready ' }
    Check 'an address that is added to the loopback adapter is noticed (NotifyUnicastIpAddressChange)' {
        $add = { $null = New-NetIPAddress -InterfaceIndex $loopback -IPAddress $address -PrefixLength 32 }
        Measure-Notice $add { (Last-Table) -match [regex]::Escape($address) }
    }
    Check 'Windows has told of it, no poll has found it' { Expect-Match ((Get-Content $said) -join "`n") '(?m)^hint ' 'the clock' }
    Check 'that it goes is noticed too' {
        Measure-Notice { Remove-NetIPAddress -IPAddress $address -Confirm:$false } { (Last-Table) -notmatch [regex]::Escape($address) }
    }
    Check 'a route is noticed (NotifyRouteChange2)' {
        $hints = @((Get-Content $said) -match '^hint ').Count
        $null = New-NetRoute -DestinationPrefix '10.77.78.0/24' -InterfaceIndex $loopback -PolicyStore ActiveStore
        try { $null = Wait-Until 5 'another notification' { @((Get-Content $said) -match '^hint ').Count -gt $hints } }
        finally { Remove-NetRoute -DestinationPrefix '10.77.78.0/24' -Confirm:$false }
    }
    Check 'an interface is noticed (NotifyIpInterfaceChange)' {
        $hints = @((Get-Content $said) -match '^hint ').Count
        $metric = (Get-NetIPInterface -InterfaceIndex $loopback -AddressFamily IPv4).InterfaceMetric
        Set-NetIPInterface -InterfaceIndex $loopback -AddressFamily IPv4 -InterfaceMetric ($metric + 1)
        try { $null = Wait-Until 5 'another notification' { @((Get-Content $said) -match '^hint ').Count -gt $hints } }
        finally { Set-NetIPInterface -InterfaceIndex $loopback -AddressFamily IPv4 -InterfaceMetric $metric }
    }
} finally { Stop-Process -Id $process.Id -Force }

$ours = ((Invoke-Mirrorwatch vpn list --whole --format json).Text | ConvertFrom-Json).adapters
foreach ($adapter in Get-NetAdapter | Where-Object Status -eq 'Up') {
    Check "$($adapter.Name) is what Windows says of it" {
        $own = $ours | Where-Object guid -eq $adapter.InterfaceGuid
        if (-not $own) { throw 'it is missing' }
        Expect $own.friendly_name $adapter.Name 'the name'
        Expect $own.description $adapter.InterfaceDescription 'the description'
        Expect $own.mac $adapter.MacAddress 'the MAC address'
        Expect $own.index $adapter.ifIndex 'the index'
        Expect $own.hardware_interface $adapter.HardwareInterface 'the flag of hardware'
        Expect $own.component_id $adapter.ComponentID 'the component'
        $ip = Get-NetIPInterface -InterfaceIndex $adapter.ifIndex -AddressFamily IPv4
        Expect $own.metric_ipv4 $ip.InterfaceMetric 'the metric'
    }
}
Check 'an address goes the way that Windows says' {
    $seen = Invoke-Mirrorwatch vpn list --route 192.0.2.1 --format json
    Expect $seen.Code 0 'the exit code'
    $route = (Find-NetRoute -RemoteIPAddress 192.0.2.1 | Where-Object DestinationPrefix)[0]
    Expect ($seen.Text | ConvertFrom-Json).windows.adapter $route.InterfaceAlias 'the adapter'
}
Finish
