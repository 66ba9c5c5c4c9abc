/** Essential fields: a page that asks for one exists for it, and waits for it as long as for its root fields. */

/** The coordinates of the fields. Each crosses a service; without the mark its fetch would be optional. */
export const essentialFields: ReadonlySet<string> = new Set([
  // The order history is empty without them.
  "User.orders",
  // Nobody can pay without a method.
  "Checkout.availableMethods",
]);
