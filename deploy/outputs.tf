output "repository_variables" {
  description = "Variables of the repository of cohorts, as the workflows read them."
  value = {
    AZURE_TENANT_ID               = azurerm_user_assigned_identity.job["sync"].tenant_id
    COHORT_SYNC_APPROVE_CLIENT_ID = azurerm_user_assigned_identity.job["approve"].client_id
    COHORT_SYNC_CLIENT_ID         = azurerm_user_assigned_identity.job["sync"].client_id
    COHORT_SYNC_PURGE_CLIENT_ID   = azurerm_user_assigned_identity.job["purge"].client_id
  }
}

output "landing_url" {
  description = "For `landing.url` in cohort-sync.yml."
  value       = "${azurerm_storage_account.data.primary_blob_endpoint}landing"
}

output "databricks_principals" {
  description = "Application ids that the collaborator adds to the workspace, for deploy/databricks-grants.sql."
  value = {
    sync  = azurerm_user_assigned_identity.job["sync"].client_id
    purge = azurerm_user_assigned_identity.job["purge"].client_id
  }
}

output "outgoing_address" {
  description = "For the allow lists of GitHub and of the workspace."
  value       = azurerm_public_ip.out.ip_address
}
