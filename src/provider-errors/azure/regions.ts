/** Regions of Azure, of all its clouds (`az account list-locations`; learn.microsoft.com/azure/azure-government, china). */
export const REGION_NAMES: ReadonlySet<string> = new Set(
  `australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth
  brazilsoutheast canadacentral canadaeast centralindia centralus centraluseuap chilecentral chinaeast chinaeast2
  chinaeast3 chinanorth chinanorth2 chinanorth3 denmarkeast eastasia eastus eastus2 eastus2euap eastus3 francecentral
  francesouth germanycentral germanynorth germanynortheast germanywestcentral indonesiacentral israelcentral
  israelnorthwest italynorth japaneast japanwest jioindiacentral jioindiawest koreacentral koreasouth malaysiawest
  malaysiasouth mexicocentral newzealandnorth northcentralus northeurope norwayeast norwaywest polandcentral
  qatarcentral saudiarabiaeast southafricanorth southafricawest southcentralus southeastasia southindia spaincentral
  swedencentral swedensouth switzerlandnorth switzerlandwest taiwannorth uaecentral uaenorth uksouth ukwest usdodcentral
  usdodeast usgovarizona usgoviowa usgovtexas usgovvirginia westcentralus westeurope westindia westus westus2 westus3`.split(
    /\s+/,
  ),
);
