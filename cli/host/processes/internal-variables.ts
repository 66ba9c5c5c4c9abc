/** Variables that the programs set for their processes: no owner needs them in .env, so they stand in a table of their own. */

const instances = "cli/host/processes/instances.ts";
const keys = "cli/host/keys/shop-keys.ts";
const secrets = "cli/host/keys/creation.ts";

/** The file that sets each variable. */
export const internalVariables: Readonly<Record<string, string>> = {
  HANSA_INSTANCE: instances,
  HANSA_COMMIT: "cli/host/processes/config.ts",
  HANSA_KEYS_FILE: "cli/host/keys/key-folder.ts",
  HANSA_PAIR_KEYS: keys,
  HANSA_VIEWER_KEYS: keys,
  HANSA_VIEWER_SIGNING_KEYS: keys,
  HANSA_API_KEY_SECRETS: keys,
  HANSA_SHOP_ID: keys,
  HANSA_USERS_SECRET: secrets,
  HANSA_GUEST_SECRET: secrets,
  HANSA_SANDBOX_WEBHOOK_SECRET: secrets,
  HANSA_UNMASK_ERRORS: "tools/dev/variables.ts",
};
