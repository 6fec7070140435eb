# SPDX-License-Identifier: MIT
# What makes Mirrorwatch's notifications its own: the link's property, the keys, and that Windows lists it.
. "$PSScriptRoot\common.ps1"
$id = 'Mirrorwatch.Tray'

Check 'the link in the Start menu has the identity' {
    $programs = (New-Object -ComObject Shell.Application).Namespace([Environment]::GetFolderPath('CommonPrograms'))
    $link = $programs.ParseName('Mirrorwatch.lnk')
    Expect ($link.ExtendedProperty('System.AppUserModel.ID')) $id 'System.AppUserModel.ID'
}
Check 'Windows lists it' { Expect ((Get-StartApps Mirrorwatch | Select-Object -First 1).AppID) $id 'the identity' }
Check 'its name and picture are there' {
    $key = Get-ItemProperty "HKLM:\Software\Classes\AppUserModelId\$id"
    Expect $key.DisplayName 'Mirrorwatch' 'the name'
    if (-not (Test-Path $key.IconUri)) { throw "there is no $($key.IconUri)" }
}
Check 'what a pressed notification starts is there' {
    $activator = (Get-ItemProperty "HKLM:\Software\Classes\AppUserModelId\$id").CustomActivator
    $server = (Get-ItemProperty "HKLM:\Software\Classes\CLSID\$activator\LocalServer32").'(default)'
    Expect $server "`"$Installed\mirrorwatch-tray.exe`" --toast-activated" 'the program'
}
Finish
