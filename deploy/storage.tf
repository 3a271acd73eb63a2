resource "azurerm_storage_account" "data" {
  name                            = "${var.name}data"
  resource_group_name             = azurerm_resource_group.main.name
  location                        = azurerm_resource_group.main.location
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  account_kind                    = "StorageV2"
  is_hns_enabled                  = true
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  public_network_access_enabled   = false
  allow_nested_items_to_be_public = false
  # No key and no SAS made of one: only identities, each with rights to its containers.
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true

  blob_properties {
    # A purge's certificate names the day on which this lets go what was erased. Longer is safer against mistakes, and
    # longer until a removal is complete.
    delete_retention_policy {
      days = 7
    }
    container_delete_retention_policy {
      days = 7
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

locals {
  containers = toset(["landing", "rosters", "withdrawals", "approvals", "diagnostics", "certificates", "staging"])
}

resource "azurerm_storage_container" "each" {
  for_each              = local.containers
  name                  = each.key
  storage_account_id    = azurerm_storage_account.data.id
  container_access_type = "private"

  lifecycle {
    prevent_destroy = true
  }
}

# Nobody changes or deletes what lies here, an administrator neither once the policy is locked: these hold no patient's
# data. Never on the others: a landing that cannot be erased breaks the agreement.
resource "azurerm_storage_container_immutability_policy" "kept" {
  for_each                              = toset(["approvals", "certificates"])
  storage_container_resource_manager_id = "${azurerm_storage_account.data.id}/blobServices/default/containers/${azurerm_storage_container.each[each.key].name}"
  immutability_period_in_days           = var.approvals_retention_days
  protected_append_writes_enabled       = false
  # Lock it when all works: that cannot be taken back.
  locked = false
}

# Nothing is deleted by age: what must go is erased by `purge`, which certifies it. What is old gets cheaper.
resource "azurerm_storage_management_policy" "data" {
  storage_account_id = azurerm_storage_account.data.id

  rule {
    name    = "old-is-cool"
    enabled = true
    filters {
      prefix_match = ["landing/cohorts/", "diagnostics/runs/"]
      blob_types   = ["blockBlob"]
    }
    actions {
      base_blob {
        tier_to_cool_after_days_since_modification_greater_than = 90
      }
    }
  }
}
