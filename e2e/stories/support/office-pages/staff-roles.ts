/** The roles of staff, of all that accounts have. */
import { type DemoRole, demoAccounts } from "@hansa/client/demo-accounts";

export type StaffRole = Exclude<DemoRole, "CUSTOMER">;

export const staffRoles: readonly StaffRole[] = demoAccounts.flatMap(({ role }) => (role === "CUSTOMER" ? [] : [role]));
