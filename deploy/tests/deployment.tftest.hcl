# Planned by the provider's own schema, with nothing of Azure behind it: `terraform test`.
mock_provider "azurerm" {
  override_during = plan

  mock_resource "azurerm_resource_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example" }
  }
  mock_resource "azurerm_storage_account" {
    defaults = {
      id                    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Storage/storageAccounts/exampledata"
      primary_blob_endpoint = "https://exampledata.blob.core.windows.net/"
    }
  }
  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.ManagedIdentity/userAssignedIdentities/example"
      principal_id = "00000000-0000-0000-0000-00000000000a"
      client_id    = "00000000-0000-0000-0000-00000000000b"
      tenant_id    = "00000000-0000-0000-0000-00000000000c"
    }
  }
  mock_resource "azurerm_virtual_network" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Network/virtualNetworks/example" }
  }
  mock_resource "azurerm_subnet" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Network/virtualNetworks/example/subnets/example" }
  }
  mock_resource "azurerm_network_security_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Network/networkSecurityGroups/example" }
  }
  mock_resource "azurerm_public_ip" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Network/publicIPAddresses/example" }
  }
  mock_resource "azurerm_nat_gateway" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Network/natGateways/example" }
  }
  mock_resource "azurerm_private_dns_zone" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Network/privateDnsZones/example" }
  }
  mock_resource "azurerm_log_analytics_workspace" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.OperationalInsights/workspaces/example" }
  }
  mock_resource "azurerm_container_app_environment" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.App/managedEnvironments/example" }
  }
  mock_resource "azurerm_monitor_action_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Insights/actionGroups/example" }
  }
}

variables {
  github_app_key = "not a key"
}

run "nothing_is_public" {
  command = plan

  assert {
    condition = (
      azurerm_storage_account.data.public_network_access_enabled == false &&
      azurerm_storage_account.data.shared_access_key_enabled == false &&
      azurerm_storage_account.data.allow_nested_items_to_be_public == false
    )
    error_message = "The storage must be reached by private endpoints and identities only."
  }
  assert {
    condition     = azurerm_storage_account.data.is_hns_enabled
    error_message = "The landing needs a hierarchical namespace."
  }
  assert {
    condition     = alltrue([for container in azurerm_storage_container.each : container.container_access_type == "private"])
    error_message = "A container is public."
  }
  assert {
    condition     = azurerm_container_app_environment.runners.internal_load_balancer_enabled
    error_message = "The runners' environment has a public address."
  }
}

run "who_may_what" {
  command = plan

  assert {
    condition = toset([for right in azurerm_role_assignment.job : right.scope if endswith(right.scope, "/approvals") && right.role_definition_name == "Storage Blob Data Contributor"]) == toset([
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Storage/storageAccounts/exampledata/blobServices/default/containers/approvals",
    ]) && length([for key, right in azurerm_role_assignment.job : key if endswith(right.scope, "/approvals") && right.role_definition_name == "Storage Blob Data Contributor"]) == 1
    error_message = "Only the approve identity may write approvals."
  }
  assert {
    condition     = length([for right in azurerm_role_assignment.job : right if endswith(right.scope, "/withdrawals") && right.role_definition_name != "Storage Blob Data Reader"]) == 0
    error_message = "No job may write withdrawals: they are the collaborator's."
  }
  assert {
    condition     = [for key, right in merge(azurerm_role_assignment.job, azurerm_role_assignment.people) : key if endswith(right.scope, "/certificates")] == ["purge-certificates"]
    error_message = "Whoever purges writes certificates, and nobody else."
  }
  assert {
    condition     = [for key, right in merge(azurerm_role_assignment.job, azurerm_role_assignment.people) : key if endswith(right.scope, "/staging")] == ["purge-staging", "sync-staging"] && length(azurerm_role_assignment.unload) == 0
    error_message = "What is unloaded is for the sync and the purge, and nobody unloads unless asked."
  }
  assert {
    condition     = alltrue([for right in merge(azurerm_role_assignment.job, azurerm_role_assignment.people) : can(regex("/containers/[a-z]+$", right.scope))])
    error_message = "A right reaches beyond one container."
  }
  assert {
    condition     = alltrue([for credential in azurerm_federated_identity_credential.github : can(regex(":environment:cohort-sync", credential.subject))])
    error_message = "A credential is not bound to an environment."
  }
  assert {
    condition     = length(azurerm_federated_identity_credential.github) == length(azurerm_user_assigned_identity.job)
    error_message = "One credential an identity (Entra ID allows 20)."
  }
}

run "who_unloads_reaches_one_container" {
  command = plan

  variables {
    unload_principal = "00000000-0000-0000-0000-00000000000d"
  }
  assert {
    condition     = [for right in azurerm_role_assignment.unload : right.scope if right.principal_id == var.unload_principal] == ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/Microsoft.Storage/storageAccounts/exampledata/blobServices/default/containers/staging"]
    error_message = "The warehouse's identity reaches more than staging."
  }
}

run "what_is_kept_and_what_can_be_erased" {
  command = plan

  assert {
    condition     = toset(keys(azurerm_storage_container_immutability_policy.kept)) == toset(["approvals", "certificates"])
    error_message = "Immutable are approvals and certificates, and nothing that holds a patient's data."
  }
  assert {
    condition     = length(azurerm_storage_management_policy.data.rule[0].actions[0].base_blob) == 1
    error_message = "The rule of what is old is missing."
  }
}

run "runners_come_from_nothing_and_have_no_identity" {
  command = plan

  assert {
    condition     = azurerm_container_app_job.runner.event_trigger_config[0].scale[0].min_executions == 0
    error_message = "A runner that waits costs money, and may be met by a job of another."
  }
  assert {
    condition     = length(azurerm_container_app_job.runner.identity) == 0
    error_message = "A runner must have no identity of its own."
  }
  assert {
    condition     = [for each in azurerm_container_app_job.runner.template[0].container[0].env : each.name] == ["COHORT_SYNC_APPROVALS_URL"]
    error_message = "The container that runs jobs must know no secret, and which approvals to believe."
  }
}
