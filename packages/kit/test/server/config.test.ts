/** Configuration: sensible when nothing is set, refused with every fault named when something is wrong. */

import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { serviceNames } from "../../src/rpc/contract.ts";
import {
  ConfigError,
  commonVariables,
  crashOf,
  developmentSecret,
  internalOrigins,
  internalUrlVariables,
  portsOf,
  readEnvironment,
  secretList,
} from "../../src/server/config.ts";

const variables = {
  ...commonVariables,
  ...internalUrlVariables,
  HANSA_SECRET: secretList.optional(),
  HANSA_LIMIT: z.coerce.number().int().min(1).default(5),
};
const secret = "0123456789abcdef0123456789abcdef";

test("with nothing set the shop runs on this machine, for development", () => {
  expect(readEnvironment(variables, {}, [])).toEqual({
    HANSA_ENV: "development",
    HANSA_PORT: 4000,
    HANSA_HOST: "127.0.0.1",
    HANSA_DATA: ".data",
    HANSA_LOG_LEVEL: "info",
    HANSA_UNMASK_ERRORS: false,
    HANSA_LIMIT: 5,
  });
});

test("a variable that is set to nothing counts as not set, and others are left alone", () => {
  const read = readEnvironment(variables, { HANSA_PORT: "", HANSA_DATA: undefined, PATH: "/bin" }, []);
  expect(read).toEqual(readEnvironment(variables, {}, []));
});

test("every fault is named at once, with its variable", () => {
  const wrong = {
    HANSA_ENV: "staging",
    HANSA_PORT: "http",
    HANSA_LOG_LEVEL: "loud",
    HANSA_SECRET: "short",
    HANSA_PRODUCTS_INTERNAL_URL: "products",
    HANSA_LIMIT: "0",
  };
  const read = () => readEnvironment(variables, wrong, []);
  expect(read).toThrow(ConfigError);
  for (const name of Object.keys(wrong)) expect(read).toThrow(name);
});

test.each(["0", "-1", "65001", "4000.5", "4e9", "4000x"])("the port %s is refused", (port) => {
  expect(() => readEnvironment(variables, { HANSA_PORT: port }, [])).toThrow(/HANSA_PORT/);
});

test("two secrets may be set, each long enough, and a fault never shows them", () => {
  const read = readEnvironment(variables, { HANSA_SECRET: `${secret}, ${secret}x` }, []);
  expect(read.HANSA_SECRET).toEqual([secret, `${secret}x`]);
  const faulty = () => readEnvironment(variables, { HANSA_SECRET: `${secret},tooshort` }, []);
  expect(faulty).toThrow(/at least 32/);
  expect(faulty).not.toThrow(/tooshort/);
  expect(() => readEnvironment(variables, { HANSA_SECRET: `${secret},` }, [])).toThrow(/HANSA_SECRET/);
});

test("production refuses the secrets of development, given or left out, together with every other fault", () => {
  const withMail = { ...variables, HANSA_MAIL_SECRET: z.string().default(developmentSecret) };
  const names = ["HANSA_SECRET", "HANSA_MAIL_SECRET"] as const;
  const given = { HANSA_ENV: "production", HANSA_PORT: "none", HANSA_SECRET: `${secret},${developmentSecret}` };
  const refusing = () => readEnvironment(withMail, given, names);
  expect(refusing).toThrow(ConfigError);
  expect(refusing).toThrow(/HANSA_PORT[\s\S]*HANSA_SECRET[\s\S]*HANSA_MAIL_SECRET/);
  const own = { HANSA_ENV: "production", HANSA_SECRET: secret, HANSA_MAIL_SECRET: secret };
  expect(() => readEnvironment(withMail, own, names)).not.toThrow();
  expect(() => readEnvironment(withMail, {}, names)).not.toThrow();
});

test.each([
  ["one character", "a".repeat(64)],
  ["two characters", "ab".repeat(32)],
  ["a word again and again", "password".repeat(8)],
  ["few digits", "1234567".repeat(6)],
  ["one weak secret beside a good one", `${secret}x,${"a".repeat(64)}`],
])("production refuses a secret of %s", (_name, weak) => {
  const read = (HANSA_ENV: string) => readEnvironment(variables, { HANSA_ENV, HANSA_SECRET: weak }, ["HANSA_SECRET"]);
  expect(() => read("production")).toThrow(/HANSA_SECRET: production needs a secret of your own/);
  expect(() => read("production")).not.toThrow(weak);
  expect(() => read("development")).not.toThrow();
});

test("production takes what openssl draws", () => {
  for (let turn = 0; turn < 200; turn += 1) {
    const drawn = { HANSA_ENV: "production", HANSA_SECRET: randomBytes(32).toString("hex") };
    expect(() => readEnvironment(variables, drawn, ["HANSA_SECRET"])).not.toThrow();
  }
});

test("a process is told where to die by a point, and which time it comes there", () => {
  const read = (crash: string) => crashOf(readEnvironment(variables, { HANSA_CRASH_AT: crash }, []));
  expect(read("after:write:place-order")).toEqual({ point: "after:write:place-order", nth: 1 });
  expect(read("before:call:payments.capture:2")).toEqual({ point: "before:call:payments.capture", nth: 2 });
  for (const wrong of ["place-order", "after:read:cart", "after:write:", "after:write:place-order:0"])
    expect(() => read(wrong)).toThrow(/HANSA_CRASH_AT/);
});

test("production refuses to be told where to die", () => {
  const given = { HANSA_ENV: "production", HANSA_CRASH_AT: "after:write:place-order" };
  expect(() => readEnvironment(variables, given, [])).toThrow(/HANSA_CRASH_AT: kills the process/);
});

test("production refuses to show errors to clients", () => {
  const read = (environment: string, unmask: string) =>
    readEnvironment(variables, { HANSA_ENV: environment, HANSA_UNMASK_ERRORS: unmask }, []);
  expect(read("development", "true").HANSA_UNMASK_ERRORS).toBe(true);
  expect(read("production", "false").HANSA_UNMASK_ERRORS).toBe(false);
  expect(() => read("production", "true")).toThrow(/HANSA_UNMASK_ERRORS: shows clients/);
});

test("the services stand in one order above HANSA_PORT, no two of them at one port", () => {
  const ports = serviceNames.map((service) => portsOf(service, { HANSA_PORT: 5000 }));
  expect(ports.slice(0, 4)).toEqual([5001, 5002, 5003, 5004].map((graph) => ({ graph, inner: graph + 10 })));
  expect(new Set(ports.flatMap(({ graph, inner }) => [graph, inner])).size).toBe(2 * serviceNames.length);
});

test.each([
  ["ftp://users:9000", "no web address"],
  ["http://users:9000/base", "a path"],
  ["http://users:9000?x=1", "a question"],
  ["http://somebody:secret@users:9000", "a password"],
  ["http://", "no host"],
])("the address %s, with %s, is refused at the start and not at the first call", (address) => {
  expect(() => readEnvironment(variables, { HANSA_USERS_INTERNAL_URL: address }, [])).toThrow(
    /HANSA_USERS_INTERNAL_URL/,
  );
});

test("a service is asked where it is said to be, else on this machine", () => {
  const read = readEnvironment(variables, { HANSA_PORT: "5000", HANSA_USERS_INTERNAL_URL: "http://users:9000" }, []);
  expect(internalOrigins(read)).toMatchObject({
    products: "http://127.0.0.1:5011",
    users: "http://users:9000",
    orders: "http://127.0.0.1:5013",
    payments: "http://127.0.0.1:5014",
  });
});
