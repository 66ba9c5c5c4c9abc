/** Types of stripe-stateful-mock, which has none: a handler of HTTP requests. */
declare module "stripe-stateful-mock" {
  import type { RequestListener } from "node:http";
  export function createExpressApp(): RequestListener;
}
