/** The commands with a shop of their own that `npm test` does not start, in a shell with the settings of another shop. */
import { test } from "vitest";
import { expectFreePorts, expectOwnPorts } from "../support/own-environment.ts";

test.each([
  ["rolling", "lab/rolling/main.ts"],
  ["neighbours", "lab/neighbours/main.ts"],
])("a shop of %s, on free ports, takes nothing", (_name, file) => expectFreePorts(file));

test("a shop of chaos, on the ports of HANSA_PORT, takes nothing else", () => expectOwnPorts("lab/chaos/main.ts", []));
