# SPDX-License-Identifier: MIT
# The file for Prometheus: written where only administrators write, never through a link, gone when the service stops.
#   metrics.ps1 [-Exporter URL]    of a windows_exporter that reads the folder below, to ask it as well
param([string]$Exporter)
. "$PSScriptRoot\common.ps1"
$folder = "$env:ProgramFiles\mw-metrics"
$file = "$folder\mirrorwatch.prom"
$shipped = Get-Content "$Installed\config\mirrorwatch.toml" -Raw
$null = New-Item -ItemType Directory $folder -Force

function Settings-For([string]$Path) { $shipped -replace '(?m)^textfile = ""', "textfile = '$Path'" }

try {
    With-Settings (Settings-For $file) {
        Check 'below Program Files it is written' {
            $null = Wait-Until 30 'the file' { Test-Path $file }
            Expect-Match (Get-Content $file -Raw) 'mirrorwatch_build_info\{version=' 'the file'
        }
        if ($Exporter) {
            Check 'windows_exporter shows it, an hour long' {
                foreach ($minute in 1..60) {
                    $shown = (Invoke-WebRequest -UseBasicParsing $Exporter).Content
                    Expect-Match $shown 'mirrorwatch_build_info' 'the exporter'
                    Expect-Match $shown 'windows_exporter_collector_success\{collector="textfile"\} 1' 'the exporter'
                    Start-Sleep -Seconds 60
                }
            }
        } else { Skip 'windows_exporter' 'give -Exporter' }
        Check 'a link in the place of the new file leaves its target as it was' {
            $target = "$folder\other.txt"
            Set-Content $target 'untouched'
            $null = New-Item -ItemType SymbolicLink -Path "$file.new" -Target $target -Force
            Restart-Mirrorwatch
            $null = Wait-Until 40 'the file' { Test-Path $file }
            Expect (Get-Content $target) 'untouched' 'the other file'
        }
        Check 'when the service stops, it is gone' {
            Expect (Invoke-Mirrorwatch service stop).Code 0 'the stop'
            if (Test-Path $file) { throw 'it is there' }
            Expect (Invoke-Mirrorwatch service start).Code 0 'the start'
        }
    }
    $open = "$env:ProgramData\mw-metrics"
    $null = New-Item -ItemType Directory $open -Force
    With-Settings (Settings-For "$open\mirrorwatch.prom") {
        Check 'a folder where users may add files is refused, with a word in the log' {
            $null = Wait-Until 40 'a word in the log' { (Get-Log) -match 'others than administrators can write' }
            if (Test-Path "$open\mirrorwatch.prom") { throw 'it was written' }
        }
    }
} finally { Remove-Item $folder, "$env:ProgramData\mw-metrics" -Recurse -Force -ErrorAction SilentlyContinue }
Finish
