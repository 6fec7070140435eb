# SPDX-License-Identifier: MIT
# Rules for a port of WSL are made in both firewalls, listed, and taken away. Removal of the product: setup.ps1.
param([int]$Port = 18080)
. "$PSScriptRoot\common.ps1"

function Rules {
    @(Get-NetFirewallRule -Group Mirrorwatch -ErrorAction SilentlyContinue) + @(if (Get-Command Get-NetFirewallHyperVRule -ErrorAction SilentlyContinue) {
        Get-NetFirewallHyperVRule | Where-Object { $_.DisplayName -match 'Mirrorwatch' }
    })
}

Check 'a port is allowed, in Windows'' firewall and in the Hyper-V firewall where there is one' {
    $made = Invoke-Mirrorwatch firewall allow $Port
    Expect $made.Code 0 "the exit code, with $($made.Text)"
    $wanted = 1 + [int][bool](Get-Command Get-NetFirewallHyperVRule -ErrorAction SilentlyContinue)
    Expect @(Rules).Count $wanted 'the number of rules'
}
Check 'it is listed' { Expect-Match (Invoke-Mirrorwatch firewall show).Text "$Port" 'the list' }
Check 'it is taken away, and nothing is left' {
    Expect (Invoke-Mirrorwatch firewall remove $Port).Code 0 'the exit code'
    Expect @(Rules).Count 0 'the number of rules'
}
Check 'a user who is no administrator is refused, with what to do' {
    $user = New-TestUser
    try {
        $said = Invoke-AsUser $user "& '$Exe' firewall allow $Port; `"code `$LASTEXITCODE`""
        Expect-Match $said 'code [1-3]' 'the answer'
        Expect @(Rules).Count 0 'the number of rules'
    } finally { Remove-TestUser }
}
Finish
