/** Commands with a shop of their own, in a shell with the settings of another one: no port, address, key or folder of that reaches theirs. */
import { expect, onTestFinished, test, vi } from "vitest";
import { prepareOwnShop } from "../../cli/host/processes/config.ts";
import { expectFreePorts, expectOwnPorts, foreign, newFolder } from "./support/own-environment.ts";

test("a shop on free ports takes nothing", () => expectFreePorts("e2e/picture/main.ts"));

test("a shop on the ports of HANSA_PORT takes nothing else", () =>
  expectOwnPorts("lab/replay/main.ts", ["--data", "invoices"]));

test("a shop in processes of a benchmark takes nothing", () => {
  const data = newFolder();
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, value] of Object.entries(foreign)) vi.stubEnv(name, value);
  const { env, ...place } = prepareOwnShop({ port: 28_500, data });
  expect(place).toMatchObject({ host: "127.0.0.1", port: 28_500, data, production: false });
  expect(Object.values(env).filter((value) => value?.startsWith("foreign"))).toEqual([]);
});
