/** Access to a service's graph: signed unless it is said otherwise, and in production never without a word about proxies. */
import { expect, test } from "vitest";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { openBearerAccess } from "../../../src/server/access/bearer-access.ts";
import { accessVariables, findAccessFaults, subgraphAccess } from "../../../src/server/access/config.ts";
import { commonVariables, readEnvironment } from "../../../src/service/config.ts";
import { recordingLog } from "../../support/log-lines.ts";

const variables = { ...commonVariables, ...accessVariables };
const read = (environment: Record<string, string>) =>
  subgraphAccess(readEnvironment(variables, environment, { faultsIn: findAccessFaults }));
const bearer = { HANSA_SUBGRAPH_ACCESS: "bearer" };
const production = { HANSA_ENV: "production" };

test("a service serves signed requests only, unless bearer access is set by name", () => {
  for (const environment of [{}, { HANSA_SUBGRAPH_ACCESS: "" }, { HANSA_SUBGRAPH_ACCESS: "signed" }, production])
    expect(read(environment)).toEqual({ mode: "signed" });
  expect(read(bearer)).toEqual({ mode: "bearer", isProduction: false, trustedProxies: 0 });
});

test.each(["none", "Bearer", "signed,bearer", "true"])("the access %j is refused at the start", (access) => {
  expect(() => read({ HANSA_SUBGRAPH_ACCESS: access })).toThrow("HANSA_SUBGRAPH_ACCESS");
});

test("bearer access in production must say which proxies stand before the service", () => {
  expect(() => read({ ...production, ...bearer })).toThrow(/HANSA_TRUST_PROXY: HANSA_SUBGRAPH_ACCESS=bearer: say how/);
  expect(() => read({ ...production, ...bearer, HANSA_TRUST_PROXY: "" })).toThrow("HANSA_TRUST_PROXY");
  const trusting = (proxies: string) => read({ ...production, ...bearer, HANSA_TRUST_PROXY: proxies });
  expect(trusting("0")).toEqual({ mode: "bearer", isProduction: true, trustedProxies: 0 });
  expect(trusting("10.0.0.0/8, 203.0.113.7")).toMatchObject({ trustedProxies: ["10.0.0.0/8", "203.0.113.7"] });
  expect(() => trusting("everybody")).toThrow("HANSA_TRUST_PROXY");
});

test("bearer access is one warning in production, and silent in development; signed access identifies nobody", () => {
  const opened = (environment: Record<string, string>) => {
    const { log, lines } = recordingLog();
    const askKeys = async () => ({ keys: [] });
    const identify = openBearerAccess(read(environment), { name: "products", runtime: systemRuntime, log, askKeys });
    return { isOpen: identify !== undefined, lines };
  };
  const inProduction = opened({ ...production, ...bearer, HANSA_TRUST_PROXY: "1" });
  expect(inProduction.lines).toHaveLength(1);
  expect(JSON.parse(inProduction.lines[0] ?? "")).toMatchObject({ level: 40, msg: expect.stringContaining("bearer") });
  expect(opened(bearer)).toEqual({ isOpen: true, lines: [] });
  expect(opened(production)).toEqual({ isOpen: false, lines: [] });
});
