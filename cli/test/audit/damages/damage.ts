/** The type of a damage: its statements and the invariants that they break. */
import type { StoreName } from "../../../audit/stores.ts";

export type Damage = {
  /** The damage in words. */
  what: string;
  store: StoreName | "sandbox-provider";
  statements: readonly string[];
  /** A trigger that is gone afterwards. */
  without?: string;
  /** The invariants that must call it broken, and no other. */
  names: readonly string[];
};

/** Rows that damages are done to: of an order that went well. */
export const someOrder = "(SELECT id FROM orders WHERE state = 'COMPLETED' AND total_minor > 0 ORDER BY id LIMIT 1)";
export const somePayment = "(SELECT id FROM payments WHERE state = 'CAPTURED' ORDER BY id LIMIT 1)";
