/** Eight viewers with different rights: a guest, a customer, people of four roles, and two API clients. */
import type { Viewer } from "@hansa/kit/identity";
import { guest, userWith } from "@hansa/kit/testing";
import { everyScope, scopesOf } from "../../../subgraphs/users/src/service/roles/roles.ts";

export const viewers: readonly Viewer[] = [
  guest,
  userWith("user_1"),
  userWith("user_2", scopesOf("SUPPORT"), "SUPPORT"),
  userWith("user_3", scopesOf("FULFILMENT"), "FULFILMENT"),
  userWith("user_4", scopesOf("FINANCE"), "FINANCE"),
  userWith("user_5", everyScope, "ADMIN"),
  { kind: "client", id: "cli_1", scopes: ["orders:read", "inventory:read"] },
  { kind: "client", id: "cli_2", scopes: [] },
];
