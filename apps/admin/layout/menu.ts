/** The pages of the menu, by the scopes of a person; the first of them is where the role begins. */
import { addressOf } from "../shop/places/address.ts";
import { allows, type Viewer } from "../shop/session/viewer.ts";

type MenuEntry = { name: "orders"; path: string; address: string };

export function menuOf(viewer: Viewer): readonly MenuEntry[] {
  return allows(viewer, "orders:read")
    ? [{ name: "orders", path: "/orders", address: addressOf("/orders", { view: "to-prepare" }) }]
    : [];
}
