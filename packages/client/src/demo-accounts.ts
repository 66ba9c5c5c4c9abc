/** The demo accounts: one for each role, with public passwords. */

export type DemoRole = "CUSTOMER" | "SUPPORT" | "CATALOG_MANAGER" | "FULFILMENT" | "FINANCE" | "ADMIN";
type DemoAccount = { role: DemoRole; email: string; password: string };

/** Printed in the banner and used by the playground; a shop in production is never seeded, so they exist nowhere else. */
export const demoAccounts: readonly DemoAccount[] = [
  { role: "CUSTOMER", email: "ada@hansa.example", password: "ada-buys-at-hansa" },
  { role: "SUPPORT", email: "support@hansa.example", password: "support-at-hansa" },
  { role: "CATALOG_MANAGER", email: "catalogue@hansa.example", password: "catalogue-at-hansa" },
  { role: "FULFILMENT", email: "fulfilment@hansa.example", password: "fulfilment-at-hansa" },
  { role: "FINANCE", email: "finance@hansa.example", password: "finance-at-hansa" },
  { role: "ADMIN", email: "admin@hansa.example", password: "admin-at-hansa" },
];

/** The demo account of that role. */
export function demoAccount(role: string): DemoAccount {
  const account = demoAccounts.find((each) => each.role === role);
  if (!account) throw new Error(`there is no demo account ${role}`);
  return account;
}
