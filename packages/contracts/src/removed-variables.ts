/** Variables of the environment that earlier versions read: each stops the start, with what to set instead. */

const addresses = "name the service in HANSA_SERVICES (docs/owners/upgrades.md#settings-that-moved)";

const constant = "it is a constant; remove the line (docs/owners/upgrades.md#settings-that-moved)";

const setting = (name: string) =>
  `it is the setting ${name}; npm run hansa -- settings set ${name} VALUE (docs/owners/upgrades.md#settings-that-moved)`;

/** The remedy for each variable, as the refusal of a start tells it. */
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
  HANSA_SHOP_NAME: setting("name"),
  HANSA_SHOP_COUNTRY: setting("country"),
  HANSA_SUPPORT_EMAIL: setting("supportEmail"),
  HANSA_PRICES_INCLUDE_TAX: setting("pricesIncludeTax"),
  HANSA_CAPTURE_MODE: setting("captureMode"),
  HANSA_CURRENCIES: setting("currencies"),
  HANSA_LOW_STOCK: setting("lowStockThreshold"),
  HANSA_RETURN_DAYS: setting("returnDays"),
  HANSA_HOLD_LIMIT: setting("reservationLimits.cartUnits"),
  HANSA_HOLD_SECONDS: setting("reservationSeconds.afterStep"),
  HANSA_HOLD_MAX_SECONDS: setting("reservationSeconds.inAll"),
  HANSA_HOLD_WITHOUT_EMAIL_SECONDS: setting("reservationSeconds.withoutEmail"),
  HANSA_UNPAID_USES_PER_NETWORK: setting("reservationLimits.promotionUses"),
  HANSA_MAX_LINES_PER_CART: setting("cartLimits.lines"),
  HANSA_MAX_QUANTITY_PER_LINE: setting("cartLimits.unitsPerLine"),
  HANSA_RESERVATION_ACCOUNT_UNITS: setting("reservationLimits.accountUnits"),
  HANSA_RESERVATION_ACCOUNT_PERCENT: setting("reservationLimits.accountPercent"),
  HANSA_RESERVATION_NETWORK_UNITS: setting("reservationLimits.guestMinimum"),
  HANSA_RESERVATION_NETWORK_PERCENT: setting("reservationLimits.guestPercent"),
};
