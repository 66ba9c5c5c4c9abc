/** Addresses of pages: each path has one page at most, and parts with names are read without their escapes. */
import { expect, test } from "vitest";
import { findRoute } from "../pages/routes.ts";

test.each([
  ["/orders", {}],
  ["/orders/100149-3125", { number: "100149-3125" }],
  ["/orders/100149-3125/send", { number: "100149-3125" }],
  ["/orders/100149-3125/contact", { number: "100149-3125" }],
  ["/orders/..%2F..%2Fsession/refund", { number: "../../session" }],
  ["/orders/a%20b%2Fc", { number: "a b/c" }],
  ["/orders/%zz", { number: "%zz" }],
  ["/home", {}],
  ["/reviews", {}],
  ["/customers/user_1", { id: "user_1" }],
  ["/pick-list", {}],
  ["/send", {}],
  ["/slips", {}],
  ["/returns/ret_1", { id: "ret_1" }],
  ["/withdrawals/record", {}],
  ["/withdrawals/1234567890", { reference: "1234567890" }],
])("%s has a page", (path, params) => {
  expect(findRoute(path)?.params).toEqual(params);
});

test.each(["/", "/order", "/orders/", "/orders/1/2", "//orders", "/constructor"])("%s leads nowhere", (path) => {
  expect(findRoute(path)).toBeUndefined();
});
