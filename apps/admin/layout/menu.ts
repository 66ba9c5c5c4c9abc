/** The pages of the menu, by the scopes of a person; the first of them is where the role begins. */
import { addressOf } from "../shop/places/address.ts";
import { allows, type Scope, type Viewer } from "../shop/session/viewer.ts";

/** `paths` are those of its pages. */
type MenuEntry = {
  name: "home" | "orders" | "returns" | "withdrawals" | "reviews";
  paths: readonly string[];
  address: string;
};

/** One of them is enough to have something on the first page. */
const countedScopes: readonly Scope[] = ["orders:read", "payments:read", "reviews:moderate", "inventory:read"];

export function menuOf(viewer: Viewer): readonly MenuEntry[] {
  const home = { name: "home", paths: ["/home"], address: addressOf("/home") } as const;
  return [
    ...(countedScopes.some((scope) => allows(viewer, scope)) ? [home] : []),
    ...(allows(viewer, "orders:read") ? lists : []),
    ...(allows(viewer, "reviews:moderate") ? [reviews] : []),
  ];
}

const reviews: MenuEntry = { name: "reviews", paths: ["/reviews"], address: addressOf("/reviews") };

const lists: readonly MenuEntry[] = [
  {
    name: "orders",
    paths: ["/orders", "/customers", "/pick-list", "/send", "/slips"],
    address: addressOf("/orders", { view: "to-prepare" }),
  },
  { name: "returns", paths: ["/returns"], address: addressOf("/returns", { view: "requested" }) },
  { name: "withdrawals", paths: ["/withdrawals"], address: addressOf("/withdrawals") },
];
