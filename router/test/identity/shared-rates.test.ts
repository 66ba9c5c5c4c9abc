/** The rate of a shop is shared by its routers. */
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";

const configured = (environment: Record<string, string>) =>
  readConfig({ identity: "hansa", watch: false }, environment);

test.each([
  ["router", "", "7", 7],
  ["two routers", "router=http://router:4000,http://router-2:4000", "7", 4],
  ["three routers without a limit", "router=http://r:4000,http://s:4000,http://t:4000", "0", 0],
])("%s, as HANSA_SERVICES names them, share the rate of the shop", (_routers, services, perMinute, expected) => {
  const environment = { HANSA_SERVICES: services, HANSA_REQUESTS_PER_MINUTE: perMinute };
  expect(configured(environment).requestsPerMinute).toBe(expected);
});

test("as many routers as HANSA_ROUTERS says share the rate of the shop, whether they are named or not", () => {
  const rate = { HANSA_REQUESTS_PER_MINUTE: "90", HANSA_ROUTERS: "3" };
  expect(configured(rate).requestsPerMinute).toBe(30);
  const services = "router=http://router:4000,http://router-2:4000";
  expect(configured({ ...rate, HANSA_SERVICES: services }).requestsPerMinute).toBe(30);
  // A smaller number than that of the named ones would let each allow more.
  expect(configured({ ...rate, HANSA_ROUTERS: "1", HANSA_SERVICES: services }).requestsPerMinute).toBe(45);
  expect(() => configured({ ...rate, HANSA_ROUTERS: "0" })).toThrow("HANSA_ROUTERS");
});
