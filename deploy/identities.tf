locals {
  # One identity for what one job may do, each with one credential: that of its environment on the default branch.
  identities = {
    approve = "cohort-sync-approve"
    sync    = "cohort-sync"
    purge   = "cohort-sync-purge"
  }

  # What is not here is not allowed.
  rights = {
    approve = { approvals = "write", rosters = "read", diagnostics = "write" }
    sync    = { approvals = "read", rosters = "read", withdrawals = "read", landing = "write", diagnostics = "write", staging = "write" }
    # Erasing takes superseded rosters with it.
    purge = { approvals = "read", rosters = "write", withdrawals = "read", landing = "write", diagnostics = "write", certificates = "write", staging = "write" }
  }

  people = {
    curators     = { rosters = "write" }
    collaborator = { withdrawals = "write", rosters = "read" }
    readers      = { landing = "read" }
  }

  roles = {
    read  = "Storage Blob Data Reader"
    write = "Storage Blob Data Contributor"
  }

  job_rights    = merge([for who, each in local.rights : { for where, what in each : "${who}-${where}" => { who = who, where = where, what = what } }]...)
  people_rights = merge([for who, each in local.people : { for where, what in each : "${who}-${where}" => { who = who, where = where, what = what } }]...)
}

resource "azurerm_user_assigned_identity" "job" {
  for_each            = local.identities
  name                = "${var.name}-${each.key}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
}

resource "azurerm_federated_identity_credential" "github" {
  for_each                  = local.identities
  name                      = "github-${each.key}"
  user_assigned_identity_id = azurerm_user_assigned_identity.job[each.key].id
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = var.github.issuer
  subject                   = "${var.github.subject}:environment:${each.value}"
}

resource "azurerm_role_assignment" "job" {
  for_each             = local.job_rights
  scope                = "${azurerm_storage_account.data.id}/blobServices/default/containers/${azurerm_storage_container.each[each.value.where].name}"
  role_definition_name = local.roles[each.value.what]
  principal_id         = azurerm_user_assigned_identity.job[each.value.who].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "people" {
  for_each             = local.people_rights
  scope                = "${azurerm_storage_account.data.id}/blobServices/default/containers/${azurerm_storage_container.each[each.value.where].name}"
  role_definition_name = local.roles[each.value.what]
  principal_id         = var.groups[each.value.who]
  principal_type       = "Group"
}

# What the collaborator's warehouse unloads by, where it does: this one container, and nothing else of the account.
resource "azurerm_role_assignment" "unload" {
  count                = var.unload_principal == "" ? 0 : 1
  scope                = "${azurerm_storage_account.data.id}/blobServices/default/containers/${azurerm_storage_container.each["staging"].name}"
  role_definition_name = local.roles.write
  principal_id         = var.unload_principal
  principal_type       = "ServicePrincipal"
}
