resource "azurerm_resource_group" "main" {
  name     = "${var.name}-cohort-sync"
  location = var.location
}

resource "azurerm_virtual_network" "main" {
  name                = "${var.name}-network"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  address_space       = [var.address_space]
}

resource "azurerm_subnet" "runners" {
  name                            = "runners"
  resource_group_name             = azurerm_resource_group.main.name
  virtual_network_name            = azurerm_virtual_network.main.name
  address_prefixes                = [cidrsubnet(var.address_space, 1, 0)]
  default_outbound_access_enabled = false

  delegation {
    name = "containers"
    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  name                            = "endpoints"
  resource_group_name             = azurerm_resource_group.main.name
  virtual_network_name            = azurerm_virtual_network.main.name
  address_prefixes                = [cidrsubnet(var.address_space, 2, 2)]
  default_outbound_access_enabled = false
}

# Out go HTTPS and DNS; nothing comes in from outside. Where hosts must be named one by one, put a firewall here instead.
resource "azurerm_network_security_group" "runners" {
  name                = "${var.name}-runners"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location

  security_rule {
    name                       = "out-https"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    source_address_prefix      = "VirtualNetwork"
    destination_port_range     = "443"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "out-dns"
    priority                   = 110
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    source_address_prefix      = "VirtualNetwork"
    destination_port_range     = "53"
    destination_address_prefix = "168.63.129.16"
  }

  # The container environment talks among its own machines.
  security_rule {
    name                       = "out-own-subnet"
    priority                   = 120
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    source_address_prefix      = cidrsubnet(var.address_space, 1, 0)
    destination_port_range     = "*"
    destination_address_prefix = cidrsubnet(var.address_space, 1, 0)
  }

  security_rule {
    name                       = "out-nothing-else"
    priority                   = 4000
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    source_address_prefix      = "*"
    destination_port_range     = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "in-nothing-from-outside"
    priority                   = 4000
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    source_address_prefix      = "Internet"
    destination_port_range     = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "runners" {
  subnet_id                 = azurerm_subnet.runners.id
  network_security_group_id = azurerm_network_security_group.runners.id
}

# One address towards GitHub, which an organisation's allow list can name.
resource "azurerm_public_ip" "out" {
  name                = "${var.name}-out"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_nat_gateway" "out" {
  name                = "${var.name}-out"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  sku_name            = "Standard"
}

resource "azurerm_nat_gateway_public_ip_association" "out" {
  nat_gateway_id       = azurerm_nat_gateway.out.id
  public_ip_address_id = azurerm_public_ip.out.id
}

resource "azurerm_subnet_nat_gateway_association" "runners" {
  subnet_id      = azurerm_subnet.runners.id
  nat_gateway_id = azurerm_nat_gateway.out.id
}

locals {
  private_zones = {
    blob       = "privatelink.blob.core.windows.net"
    dfs        = "privatelink.dfs.core.windows.net"
    databricks = "privatelink.azuredatabricks.net"
  }
}

resource "azurerm_private_dns_zone" "private" {
  for_each            = local.private_zones
  name                = each.value
  resource_group_name = azurerm_resource_group.main.name
}

resource "azurerm_private_dns_zone_virtual_network_link" "private" {
  for_each            = azurerm_private_dns_zone.private
  name                = each.key
  private_dns_zone_id = each.value.id
  virtual_network_id  = azurerm_virtual_network.main.id
  # A name that a zone here does not know is asked for in public: the workspace's own storage, to which CloudFetch leads, may have
  # private endpoints elsewhere, and its public name leads into this zone then.
  resolution_policy = "NxDomainRedirect"
}

resource "azurerm_private_endpoint" "storage" {
  for_each            = toset(["blob", "dfs"])
  name                = "${var.name}-${each.key}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = each.key
    private_connection_resource_id = azurerm_storage_account.data.id
    subresource_names              = [each.key]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = each.key
    private_dns_zone_ids = [azurerm_private_dns_zone.private[each.key].id]
  }
}

# In the collaborator's subscription: it works once the collaborator has approved the request.
resource "azurerm_private_endpoint" "databricks" {
  count               = var.databricks_workspace_id == "" ? 0 : 1
  name                = "${var.name}-databricks"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "databricks"
    private_connection_resource_id = var.databricks_workspace_id
    subresource_names              = ["databricks_ui_api"]
    is_manual_connection           = true
    request_message                = "cohort-sync of ${var.github.organisation}"
  }

  private_dns_zone_group {
    name                 = "databricks"
    private_dns_zone_ids = [azurerm_private_dns_zone.private["databricks"].id]
  }
}
