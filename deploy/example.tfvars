subscription_id         = "00000000-0000-0000-0000-000000000000"
location                = "westeurope"
name                    = "example"
databricks_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/theirs/providers/Microsoft.Databricks/workspaces/theirs"
runner_image            = "ghcr.io/actions/actions-runner@sha256:0000000000000000000000000000000000000000000000000000000000000000"
register_image          = "ghcr.io/actions/actions-runner@sha256:0000000000000000000000000000000000000000000000000000000000000000"
alert_email             = "data-engineering@example.org"

groups = {
  curators     = "00000000-0000-0000-0000-000000000001"
  collaborator = "00000000-0000-0000-0000-000000000002"
  readers      = "00000000-0000-0000-0000-000000000003"
}

github = {
  organisation    = "yourorg"
  repository      = "cohorts"
  subject         = "repo:yourorg@1/cohorts@2"
  runner_group_id = 2
  app_id          = "1"
  installation_id = "1"
}
