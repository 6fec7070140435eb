# SPDX-License-Identifier: MIT
# Mirrored networking on a Windows 11 of your own, with WSL, a distro and a VPN. WSL is shut down several times.
#   mirrored.ps1 -Vpn NAME -Connect COMMAND -Disconnect COMMAND [-Distro NAME]
# -Vpn: the client or its adapter, as "mirrorwatch status" shows it. The commands connect and disconnect it without a question.
param([Parameter(Mandatory)][string]$Vpn, [Parameter(Mandatory)][string]$Connect, [Parameter(Mandatory)][string]$Disconnect,
      [string]$Distro = 'Ubuntu')
. "$PSScriptRoot\common.ps1"
$env:WSL_UTF8 = '1'
$wsl = "$env:SystemRoot\System32\wsl.exe"
$config = "$env:USERPROFILE\.wslconfig"
$since = Get-Date

function Guest([string]$Script) { (Invoke-Program $wsl @('-d', $Distro, '-u', 'root', '-e', 'sh', '-c', $Script)).Text }
function Endpoint([string]$Pattern) { (Get-Status).endpoints | Where-Object { "$($_.name) $($_.address)" -match $Pattern } }
function Config-Hash { (Get-FileHash $config).Hash }
function Keep-Awake { Start-Process $wsl -ArgumentList '-d', $Distro, '--', 'sleep', '1800' -PassThru -WindowStyle Hidden }

Check 'WSL runs mirrored, and Mirrorwatch knows it' {
    $script:awake = Keep-Awake
    Expect (Guest 'wslinfo --networking-mode').Trim() 'mirrored' 'the mode'
    $null = Wait-Until 30 'the status' { (Get-Status).effective -eq 'mirrored' }
}
Check 'the Internet is watched by Windows'' own test, and no longer where that is off' {
    $null = Invoke-Mirrorwatch explain
    $null = Wait-Until 30 'the endpoint' { Endpoint 'msftconnecttest' }
    $key = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\NetworkConnectivityStatusIndicator'
    $null = New-Item $key -Force
    try {
        $null = New-ItemProperty $key -Name NoActiveProbe -PropertyType DWord -Value 1 -Force
        $null = Wait-Until 70 'its end' { -not (Endpoint 'msftconnecttest') }
    } finally { Remove-ItemProperty $key NoActiveProbe }
}
Check 'servers in WSL are found, and forgotten without a word' {
    $null = Guest 'cd /; (setsid python3 -m http.server 3000 --bind 127.0.0.1 & setsid python3 -m http.server 8080 &) >/dev/null 2>&1'
    $null = Wait-Until 60 'both' { $null = Invoke-Mirrorwatch explain; (Endpoint ':3000') -and (Endpoint ':8080') }
    $null = Guest "pkill -f 'http.server 3000'"
    $null = Wait-Until 60 'one' { $null = Invoke-Mirrorwatch explain; -not (Endpoint ':3000') }
}
Check 'the VPN comes, is told, and its device in WSL is found by its GUID' {
    $null = Invoke-Expression $Connect
    $null = Wait-Until 60 'the VPN' { (Get-Status).vpns | Where-Object { $_.name -eq $Vpn -or $_.client -eq $Vpn } }
    $adapter = (Get-Status).vpns | Where-Object { $_.name -eq $Vpn -or $_.client -eq $Vpn } | Select-Object -First 1
    $mac = (Get-NetAdapter -Name $adapter.name -ErrorAction SilentlyContinue).MacAddress -replace '-', ':'
    $dry = Invoke-Mirrorwatch vpn exclude $Vpn --dry-run
    Expect $dry.Code 0 "the exit code, with $($dry.Text)"
    $device = [regex]::Match($dry.Text, '\bdev (\S+)').Groups[1].Value
    if ($mac) { Expect (Guest "cat /sys/class/net/$device/address").Trim() $mac.ToLower() "the MAC address of $device" }
    $device
}
Check 'its DNS server is watched, where only it leads there' { if (Endpoint 'DNS server') { 'yes' } else { 'this VPN brings none' } }
Check 'it is excluded without a restart, through a change of the network, and given back' {
    Expect (Invoke-Mirrorwatch vpn exclude $Vpn).Code 0 'vpn exclude'
    $null = Wait-Until 20 'our rules' { (Guest 'ip rule') -match '\b5168\b' }
    $loopback = (Get-NetIPInterface -AddressFamily IPv4 | Where-Object InterfaceAlias -like 'Loopback*')[0].InterfaceIndex
    $null = New-NetIPAddress -InterfaceIndex $loopback -IPAddress 10.77.77.1 -PrefixLength 32
    try { Start-Sleep -Seconds 20 } finally { Remove-NetIPAddress 10.77.77.1 -Confirm:$false }
    Expect-Match (Guest 'ip rule') '\b5168\b' 'the rules afterwards'
    Expect-Match (Guest 'ip route show table 5170') '.' 'the table afterwards'
    Expect (Invoke-Mirrorwatch vpn include $Vpn).Code 0 'vpn include'
    $null = Wait-Until 20 'nothing of ours' { (Guest 'ip rule; ip route show table 5170 2>/dev/null') -notmatch '\b51(68|69|70)\b' }
}
Check 'a smaller MTU is left alone' {
    $device = [regex]::Match((Guest 'ip -4 route show default'), 'dev (\S+)').Groups[1].Value
    $before = (Guest "cat /sys/class/net/$device/mtu").Trim()
    $null = Guest "ip link set dev $device mtu 1280"
    try {
        Start-Sleep -Seconds 60
        Expect (Guest "cat /sys/class/net/$device/mtu").Trim() '1280' 'the MTU after a minute'
    } finally { $null = Guest "ip link set dev $device mtu $before" }
}
Check 'an offer leaves event 1011' {
    $offers = @(Get-MirrorwatchEvents $since | Where-Object Id -eq 1011)
    if ($offers) { $offers[0].Message } else { 'this VPN breaks nothing' }
}
$null = Invoke-Expression $Disconnect

foreach ($mode in 'nat', 'virtioproxy') {
    Check "fall back to $mode and back: the file is byte for byte what it was" {
        $before = Config-Hash
        Expect (Invoke-Mirrorwatch rollback --mode $mode --yes).Code 0 'rollback'
        $script:awake = Keep-Awake
        Expect (Guest 'wslinfo --networking-mode').Trim() $mode 'the mode'
        Expect (Invoke-Mirrorwatch restore --yes).Code 0 'restore'
        Expect (Config-Hash) $before 'the file'
        $script:awake = Keep-Awake
        Expect (Guest 'wslinfo --networking-mode').Trim() 'mirrored' 'the mode'
    }
}
Stop-Process -Id $awake.Id -Force -ErrorAction SilentlyContinue
Finish
