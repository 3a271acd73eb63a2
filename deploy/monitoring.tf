resource "azurerm_log_analytics_workspace" "main" {
  name                = "${var.name}-logs"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  sku                 = "PerGB2018"
  retention_in_days   = 365
}

# Who read, wrote and deleted what, by name of the blob: for the audit, and for the alerts below.
resource "azurerm_monitor_diagnostic_setting" "blobs" {
  name                       = "blobs"
  target_resource_id         = "${azurerm_storage_account.data.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.main.id

  enabled_log {
    category = "StorageRead"
  }
  enabled_log {
    category = "StorageWrite"
  }
  enabled_log {
    category = "StorageDelete"
  }
}

resource "azurerm_monitor_action_group" "people" {
  name                = "${var.name}-people"
  resource_group_name = azurerm_resource_group.main.name
  short_name          = "cohortsync"

  email_receiver {
    name          = "people"
    email_address = var.alert_email
  }
}

locals {
  # StatusCode is text in these logs. The storage's own tiering of what is old has no requester, and is not a foreign hand.
  alerts = {
    # A search sees two days at most, and the tries of a week are on Monday and Tuesday: Wednesday is when to ask.
    heartbeat-missing = {
      severity    = 1
      frequency   = "PT6H"
      description = "No run has come to its end on Monday and Tuesday: docs/operations.md, The heartbeat is old."
      query       = <<-KQL
        StorageBlobLogs
        | where OperationName == "PutBlob" and toint(StatusCode) == 201 and ObjectKey has "/diagnostics/heartbeat.json"
        | summarize beats = count()
        | where beats == 0 and dayofweek(now()) == 3d
      KQL
    }
    approvals-foreign-writer = {
      severity    = 0
      frequency   = "PT1H"
      description = "Somebody else than the approve identity wrote or deleted approvals: docs/operations.md, A foreign hand."
      query       = <<-KQL
        StorageBlobLogs
        | where Category in ("StorageWrite", "StorageDelete") and ObjectKey contains "/approvals/"
        | where toint(StatusCode) < 300 and RequesterObjectId != "${azurerm_user_assigned_identity.job["approve"].principal_id}"
      KQL
    }
    landing-foreign-writer = {
      severity    = 0
      frequency   = "PT1H"
      description = "Somebody else than sync and purge wrote or deleted in the landing: docs/operations.md, A foreign hand."
      query       = <<-KQL
        StorageBlobLogs
        | where Category in ("StorageWrite", "StorageDelete") and ObjectKey contains "/landing/"
        | where OperationName != "SetBlobTier" or isnotempty(RequesterObjectId)
        | where toint(StatusCode) < 300 and RequesterObjectId !in ("${azurerm_user_assigned_identity.job["sync"].principal_id}", "${azurerm_user_assigned_identity.job["purge"].principal_id}")
      KQL
    }
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "each" {
  for_each             = local.alerts
  name                 = "${var.name}-${each.key}"
  resource_group_name  = azurerm_resource_group.main.name
  location             = azurerm_resource_group.main.location
  description          = each.value.description
  severity             = each.value.severity
  evaluation_frequency = each.value.frequency
  window_duration      = each.key == "heartbeat-missing" ? "P2D" : "PT1H"
  scopes               = [azurerm_log_analytics_workspace.main.id]

  criteria {
    query                   = each.value.query
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = 0
  }

  action {
    action_groups = [azurerm_monitor_action_group.people.id]
  }
}
