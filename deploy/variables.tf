variable "subscription_id" {
  description = "The subscription that everything is made in."
  type        = string
}

variable "location" {
  description = "Azure region: best that of the collaborator's workspace, since rows then cross no region."
  type        = string
}

variable "name" {
  description = "3 to 12 small letters and digits; the storage account is called so, with `data` behind it."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,11}$", var.name))
    error_message = "3 to 12 small letters and digits, beginning with a letter."
  }
}

variable "address_space" {
  description = "Address range of the network, /22 or larger."
  type        = string
  default     = "10.40.0.0/22"
}

variable "databricks_workspace_id" {
  description = "Resource id of the collaborator's workspace, who approves the private endpoint; empty to connect by other means."
  type        = string
  default     = ""
}

variable "unload_principal" {
  description = "Object id of the identity by which the collaborator's warehouse writes to the container staging (transfer.mode: unload); empty where rows are streamed."
  type        = string
  default     = ""
}

variable "groups" {
  description = "Object ids of Entra groups: who seals rosters, who writes withdrawals (the collaborator), who reads landings."
  type = object({
    curators     = string
    collaborator = string
    readers      = string
  })
}

variable "github" {
  description = "The repository of cohorts, the subject of its tokens without the environment, and the App that registers runners."
  type = object({
    organisation    = string
    repository      = string
    subject         = string # repo:yourorg/cohorts, or with ids: repo:yourorg@1/cohorts@2
    runner_group_id = number
    app_id          = string
    installation_id = string
    api_url         = optional(string, "https://api.github.com")
    issuer          = optional(string, "https://token.actions.githubusercontent.com")
  })
}

variable "github_app_key" {
  description = "Private key (PEM) of the App that registers runners and sees which jobs wait, and may do nothing else."
  type        = string
  sensitive   = true
}

variable "runner_image" {
  description = "Image of the runner, by digest; the official one or one made from it."
  type        = string
}

variable "register_image" {
  description = "Image with bash, curl, jq and openssl, by digest, for the step that registers a runner."
  type        = string
}

variable "runners" {
  description = "How many runners at most, and how large each is."
  type = object({
    most   = number
    cpu    = number
    memory = string
  })
  default = { most = 22, cpu = 2, memory = "4Gi" }
}

variable "approvals_retention_days" {
  description = "How long nobody can change or delete an approval record or a kept certificate."
  type        = number
  default     = 3650
}

variable "alert_email" {
  description = "Who is told when something needs a person."
  type        = string
}
