/** Variables of the environment that earlier versions read: each stops the start, with what to set instead. */

const addresses = "name the service in HANSA_SERVICES (docs/owners/upgrades.md#settings-that-moved)";

const constant = "it is a constant; remove the line (docs/owners/upgrades.md#settings-that-moved)";

/** What takes the place of each variable. */
export const removedVariables: Readonly<Record<string, string>> = {
  HANSA_PRODUCTS_URL: addresses,
  HANSA_USERS_URL: addresses,
  HANSA_ORDERS_URL: addresses,
  HANSA_PAYMENTS_URL: addresses,
  HANSA_PRODUCTS_INTERNAL_URL: addresses,
  HANSA_USERS_INTERNAL_URL: addresses,
  HANSA_ORDERS_INTERNAL_URL: addresses,
  HANSA_PAYMENTS_INTERNAL_URL: addresses,
  HANSA_ROUTER_INTERNAL_URL: "name the routers in HANSA_SERVICES (docs/owners/upgrades.md#settings-that-moved)",
  HANSA_UNSENT_BYTES: constant,
  HANSA_UNSENT_BYTES_PER_ADDRESS: constant,
  HANSA_PENDING_FETCHES: constant,
  HANSA_KEY_ROTATION_HOURS: constant,
};
