/** What we use of stripe-stateful-mock, which brings no types: a handler of HTTP requests. */
declare module "stripe-stateful-mock" {
  import type { RequestListener } from "node:http";
  export function createExpressApp(): RequestListener;
}
