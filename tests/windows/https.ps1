# SPDX-License-Identifier: MIT
# HTTPS with the machine's trust store: a server of this script's, first with a certificate that Windows trusts, then without.
. "$PSScriptRoot\common.ps1"
$port = 18443
$url = "https://localhost:$port/"
$certificate = New-SelfSignedCertificate -DnsName localhost -CertStoreLocation Cert:\LocalMachine\My
$roots = New-Object Security.Cryptography.X509Certificates.X509Store 'Root', 'LocalMachine'
$roots.Open('ReadWrite')
$null = Invoke-Program netsh.exe @('http', 'add', 'sslcert', "ipport=0.0.0.0:$port", "certhash=$($certificate.Thumbprint)", "appid={$([guid]::NewGuid())}")
$server = Start-Job -ArgumentList $url {
    $listener = New-Object Net.HttpListener
    $listener.Prefixes.Add($args[0])
    $listener.Start()
    while ($true) { $listener.GetContext().Response.Close() }
}

function Probe { (Invoke-Mirrorwatch probe $url --from windows --format json).Text | ConvertFrom-Json | Select-Object -ExpandProperty results }

try {
    Check 'a certificate that Windows does not trust is refused, and it is said why' {
        $seen = Wait-Until 20 'an answer of the server' { Probe | Where-Object failed -ne 'refused' }
        Expect $seen.failed 'tls' 'what failed'
        $seen.error
    }
    $roots.Add($certificate)
    Check 'one that it trusts is taken, with the day when it ends' {
        $seen = Probe
        Expect $seen.ok 'True' 'the result'
        $ends = ([datetime]$seen.certificate_expires).ToUniversalTime()
        $wanted = $certificate.NotAfter.ToUniversalTime()
        if ([Math]::Abs(($ends - $wanted).TotalMinutes) -gt 1) { throw "it ends at $ends, and not at $wanted" }
    }
} finally {
    $roots.Remove($certificate)
    $roots.Close()
    Stop-Job $server
    Remove-Job $server -Force
    $null = Invoke-Program netsh.exe @('http', 'delete', 'sslcert', "ipport=0.0.0.0:$port")
    Remove-Item "Cert:\LocalMachine\My\$($certificate.Thumbprint)"
}
Finish
