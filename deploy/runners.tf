# Runners that are there when a job waits, do one job, and are gone. No identity is attached to them: a job gets its own
# from GitHub's token, by its environment.

resource "azurerm_container_app_environment" "runners" {
  name                           = "${var.name}-runners"
  resource_group_name            = azurerm_resource_group.main.name
  location                       = azurerm_resource_group.main.location
  infrastructure_subnet_id       = azurerm_subnet.runners.id
  internal_load_balancer_enabled = true
  logs_destination               = "log-analytics"
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.main.id

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }
}

resource "azurerm_container_app_job" "runner" {
  name                         = "${var.name}-runner"
  resource_group_name          = azurerm_resource_group.main.name
  location                     = azurerm_resource_group.main.location
  container_app_environment_id = azurerm_container_app_environment.runners.id
  workload_profile_name        = "Consumption"
  # Half an hour more than the longest job of the workflows may take: GitHub ends it first, and cleanly.
  replica_timeout_in_seconds = 45000
  replica_retry_limit        = 0

  secret {
    name  = "app-key"
    value = var.github_app_key
  }

  event_trigger_config {
    parallelism              = 1
    replica_completion_count = 1

    scale {
      min_executions              = 0
      max_executions              = var.runners.most
      polling_interval_in_seconds = 30

      rules {
        name             = "github"
        custom_rule_type = "github-runner"
        metadata = {
          githubApiURL              = var.github.api_url
          owner                     = var.github.organisation
          runnerScope               = "org"
          repos                     = var.github.repository
          labels                    = "cohort-sync"
          targetWorkflowQueueLength = "1"
          applicationID             = var.github.app_id
          installationID            = var.github.installation_id
        }
        authentication {
          secret_name       = "app-key"
          trigger_parameter = "appKey"
        }
      }
    }
  }

  template {
    volume {
      name         = "registration"
      storage_type = "EmptyDir"
    }

    # The key of the App ends here: what runs jobs gets a registration that is good for one runner.
    init_container {
      name    = "register"
      image   = var.register_image
      command = ["/bin/bash", "-c", file("${path.module}/runner/register.sh")]
      cpu     = 0.25
      memory  = "0.5Gi"

      env {
        name        = "APP_KEY"
        secret_name = "app-key"
      }
      env {
        name  = "APP_ID"
        value = var.github.app_id
      }
      env {
        name  = "INSTALLATION_ID"
        value = var.github.installation_id
      }
      env {
        name  = "ORGANISATION"
        value = var.github.organisation
      }
      env {
        name  = "RUNNER_GROUP_ID"
        value = var.github.runner_group_id
      }
      env {
        name  = "API_URL"
        value = var.github.api_url
      }
      env {
        name  = "REGISTRATION"
        value = "/registration/jitconfig"
      }
      volume_mounts {
        name = "registration"
        path = "/registration"
      }
    }

    container {
      name    = "runner"
      image   = var.runner_image
      command = ["/bin/bash", "-c", "config=\"$(cat /registration/jitconfig)\" && rm /registration/jitconfig && exec ./run.sh --jitconfig \"$config\""]
      cpu     = var.runners.cpu
      memory  = var.runners.memory

      # Out of reach of the repository: whatever its configuration says, no other approvals are believed.
      env {
        name  = "COHORT_SYNC_APPROVALS_URL"
        value = "${azurerm_storage_account.data.primary_blob_endpoint}approvals"
      }
      volume_mounts {
        name = "registration"
        path = "/registration"
      }
    }
  }
}
