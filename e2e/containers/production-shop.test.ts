/** A shop in production in containers: its keys are made by the owner, no demo account is in it, and Prometheus reads its metrics. */

import { LoginDocument } from "@hansa/client/documents/purchase";
import { perform } from "@hansa/client/mutation";
import { processNames } from "@hansa/contracts/processes";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import {
  monitoredFiles,
  type Project,
  processes,
  readContainers,
  readHealthy,
} from "../../cli/host/containers/project.ts";
import { claimPorts } from "../../cli/host/processes/ports.ts";
import { newProductionProject, type ProductionProject } from "./support/production.ts";

let production: ProductionProject;
let shop: Project;
/** The address of Prometheus. */
let prometheus: string;

beforeAll(async () => {
  const { port } = await claimPorts(34_800);
  prometheus = `http://127.0.0.1:${port}`;
  const variables = { HANSA_PROMETHEUS_PORT: String(port) };
  production = await newProductionProject(inject("composeProject"), monitoredFiles, variables);
  shop = production.shop;
});
afterAll(() => production.remove());

test("it does not start before its owner has made its keys", async () => {
  await expect(shop.compose(["up", "--detach"])).rejects.toThrow(`${production.keys}/`);
});

test("with keys of its own every process becomes healthy", async () => {
  expect(await shop.run(["keys", "create"])).toMatchObject({ code: 0 });
  await shop.compose(["up", "--detach", "--wait"]);
  expect(await readHealthy(shop)).toEqual(processes);
  expect([...(await readContainers(shop)).keys()].sort()).toEqual([...processes, "prometheus"].sort());
});

test("Prometheus reads the metrics of every process", async () => {
  const target = z.object({ lastError: z.string(), labels: z.object({ process: z.string() }), health: z.string() });
  const result = z.object({ data: z.object({ activeTargets: z.array(target) }) });
  const timeout = 60_000;
  await expect
    .poll(
      async () => {
        const response = await fetch(new URL("/api/v1/targets", prometheus));
        const { activeTargets } = result.parse(await response.json()).data;
        return activeTargets.map(({ labels, health, lastError }) => `${labels.process} ${health}${lastError}`).sort();
      },
      { timeout },
    )
    .toEqual(processes.map((process) => `${process} up`));
});

test("the command of the state asks the router in its container", async () => {
  const { code, output } = await shop.run(["status"]);
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining("Needs a person:") });
  const commit = inject("commit").slice(0, 12);
  for (const process of processNames)
    expect(output).toMatch(new RegExp(`^ +${process} at \\S+ +ready, .*version \\S+ \\(${commit}\\)`, "m"));
});

test("it is never seeded, and has no account but the administrator whom its owner creates", async () => {
  const seeded = await shop.run(["seed"]);
  expect(seeded).toMatchObject({ code: 1, output: expect.stringContaining("A shop in production is not seeded") });
  const [email, password] = ["owner@kontor.example", "seven geese over the harbour"];
  expect(await shop.run(["admin", "create", "--email", email], { input: `${password}\n` })).toMatchObject({ code: 0 });
  await expect(perform(shop, LoginDocument, { email, password })).resolves.toMatchObject({
    accessToken: expect.any(String),
  });
  const demo = { email: "admin@hansa.example", password: "admin-at-hansa" };
  await expect(perform(shop, LoginDocument, demo)).rejects.toThrow();
});

test("every process stops by itself on request", async () => {
  await shop.compose(["stop"]);
  const containers = await readContainers(shop);
  const codes = processes.map((service) => [service, containers.get(service)?.ExitCode]);
  expect(codes).toEqual(processes.map((service) => [service, 0]));
});
