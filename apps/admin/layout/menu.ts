/** The pages of the menu, by the scopes of a person; the first of them is where the role begins. */
import { addressOf } from "../shop/places/address.ts";
import { allows, type Scope, type Viewer } from "../shop/session/viewer.ts";

type MenuEntry = { name: "home" | "orders" | "returns" | "withdrawals" | "reviews"; path: string; address: string };

/** One of them is enough to have something on the first page. */
const countedScopes: readonly Scope[] = ["orders:read", "payments:read", "reviews:moderate", "inventory:read"];

export function menuOf(viewer: Viewer): readonly MenuEntry[] {
  const home = { name: "home", path: "/home", address: addressOf("/home") } as const;
  return [
    ...(countedScopes.some((scope) => allows(viewer, scope)) ? [home] : []),
    ...(allows(viewer, "orders:read") ? lists : []),
    ...(allows(viewer, "reviews:moderate") ? [reviews] : []),
  ];
}

const reviews: MenuEntry = { name: "reviews", path: "/reviews", address: addressOf("/reviews") };

const lists: readonly MenuEntry[] = [
  { name: "orders", path: "/orders", address: addressOf("/orders", { view: "to-prepare" }) },
  { name: "returns", path: "/returns", address: addressOf("/returns", { view: "requested" }) },
  { name: "withdrawals", path: "/withdrawals", address: addressOf("/withdrawals") },
];
