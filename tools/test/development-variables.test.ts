/** Settings of `npm run dev`: the services answer unsigned requests on this machine only, and read so in their configuration. */
import { expect, test } from "vitest";
import { readConfig as readOrders } from "../../subgraphs/orders/src/config.ts";
import { readConfig as readPayments } from "../../subgraphs/payments/src/config.ts";
import { readConfig as readProducts } from "../../subgraphs/products/src/config.ts";
import { readConfig as readUsers } from "../../subgraphs/users/src/config.ts";
import { developmentVariables } from "../dev/variables.ts";

const readers = { orders: readOrders, payments: readPayments, products: readProducts, users: readUsers };

test.each(Object.entries(readers))("%s serves unsigned requests on a loopback address only", (_name, read) => {
  for (const host of ["127.0.0.1", "localhost", "::1"])
    expect(read(developmentVariables(host)).access).toEqual({
      mode: "bearer",
      isProduction: false,
      trustedProxies: 0,
    });
  for (const host of ["0.0.0.0", "::", "192.168.1.5", "shop.example"])
    expect(read(developmentVariables(host)).access).toEqual({ mode: "signed" });
});

test.each(Object.entries(readers))(
  "%s refuses unsigned requests in production without a word about proxies",
  (_name, read) => {
    const production = { HANSA_ENV: "production", HANSA_SUBGRAPH_ACCESS: "bearer" };
    expect(() => read(production)).toThrow("HANSA_TRUST_PROXY");
    expect(() => read({ ...production, HANSA_TRUST_PROXY: "1" })).not.toThrow("HANSA_TRUST_PROXY");
  },
);
