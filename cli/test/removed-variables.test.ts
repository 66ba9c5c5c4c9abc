/** Variables of earlier versions stop the start of every process, each with what takes its place. */
import { removedVariables } from "@hansa/contracts/removed-variables";
import { readCommandLine } from "@hansa/kit/command-line";
import { ConfigError } from "@hansa/kit/runtime";
import { describe, expect, test } from "vitest";
import { command, readGatewayConfig, readConfig as readRouterConfig } from "../../router/src/config.ts";
import { readConfig as readOrdersConfig } from "../../subgraphs/orders/src/config.ts";
import { readConfig as readPaymentsConfig } from "../../subgraphs/payments/src/config.ts";
import { readConfig as readProductsConfig } from "../../subgraphs/products/src/config.ts";
import { readConfig as readUsersConfig } from "../../subgraphs/users/src/config.ts";

type Environment = Readonly<Record<string, string>>;

const readers: readonly [string, (environment: Environment) => unknown][] = [
  ["router", (environment) => readRouterConfig(readCommandLine(command, []).options, environment)],
  ["Apollo's gateway", (environment) => readGatewayConfig(environment)],
  ["products", (environment) => readProductsConfig(environment)],
  ["users", (environment) => readUsersConfig(environment)],
  ["orders", (environment) => readOrdersConfig(environment)],
  ["payments", (environment) => readPaymentsConfig(environment)],
];

describe.each(readers)("%s", (_name, read) => {
  test.each(Object.entries(removedVariables))(
    "does not start with %s, and says what takes its place",
    (name, place) => {
      expect(() => read({ [name]: "1" })).toThrow(ConfigError);
      expect(() => read({ [name]: "1" })).toThrow(`${name}: is no more: ${place}`);
    },
  );

  test("names all of them in one message", () => {
    const all = Object.fromEntries(Object.keys(removedVariables).map((name) => [name, "1"]));
    const message = faultsOf(() => read(all));
    for (const [name, place] of Object.entries(removedVariables))
      expect(message).toContain(`${name}: is no more: ${place}`);
  });

  test("starts with those that have no value, as Compose passes them on", () => {
    const empty = Object.fromEntries(Object.keys(removedVariables).map((name) => [name, ""]));
    expect(() => read(empty)).not.toThrow();
  });
});

function faultsOf(read: () => unknown): string {
  try {
    read();
    return "none";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
