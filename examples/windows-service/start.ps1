while ($true) {
  Add-Content -Path "$env:LOG_FOLDER\service.log" -Value (Get-Date -Format o)
  Start-Sleep -Seconds 10
}
