/** Essential fields: a page that asks for one exists for it, and waits for it as long as the operation has time. */

/** The coordinates of nested fields. Each crosses a service; without the mark its fetch would be optional. */
export const essentialFields: ReadonlySet<string> = new Set([
  // The order history is empty without them.
  "User.orders",
  // A buyer cannot pay without a method.
  "Checkout.availableMethods",
]);

/**
 * The root fields of queries for which pages exist. The first set of which an operation has a field decides: the fields of it are essential, and
 * other root fields that may be null are optional beside them. Where no set has one, all root fields are essential.
 */
export const essentialRoots: readonly ReadonlySet<string>[] = [
  // A page of goods, of a purchase, or of one thing that staff open. Its header comes without the account.
  new Set([
    "product",
    "variant",
    "products",
    "search",
    "collection",
    "cart",
    "checkout",
    "order",
    "payment",
    "promotion",
    "importJob",
    "user",
    "apiClient",
    "node",
    "nodes",
  ]),
  // A page of the account.
  new Set(["me", "myApiClient"]),
];
