/** Monitoring: dashboard and alert rules name metrics and labels that a running shop exposes, promtool accepts the rules, and each alert has its section. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createLog } from "@hansa/contracts/log";
import { processNames } from "@hansa/contracts/processes";
import { observeInstances } from "@hansa/kit/rpc";
import { systemRuntime } from "@hansa/kit/runtime";
import { observeProcess } from "@hansa/kit/service";
import { Database } from "@hansa/kit/store";
import { temporaryFolder } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { openShop } from "../../../cli/host/in-process-shop.ts";
import { internalPort, root, shopProcesses, storeFile } from "../../../cli/host/shop.mjs";
import { shopServices } from "../../../cli/host/shop-services.ts";
import { readConfig } from "../../../router/src/config.ts";
import { figures } from "../../../router/src/control/status/figures.ts";
import { openRouter } from "../../../router/src/server.ts";
import { findUnknown, type Known } from "./support/promql.ts";

const folder = path.join(root, "docs/owners/monitoring");
const readRoot = (file: string) => readFileSync(path.join(root, file), "utf8");
const readMonitoring = (name: string) => readRoot(`docs/owners/monitoring/${name}`);

const rule = z.object({
  alert: z.string(),
  expr: z.string(),
  annotations: z.object({ summary: z.string(), runbook: z.string() }),
});
const { groups } = z
  .object({ groups: z.array(z.object({ rules: z.array(rule) })) })
  .parse(parse(readMonitoring("alerts.yml")));
const alerts = groups.flatMap(({ rules }) => rules);

/** The names of labels are not in the types of the registry. */
const metrics = z.array(z.object({ name: z.string(), type: z.string(), labelNames: z.array(z.string()) }));
const steps = z.array(z.object({ detail: z.string() }));
const panel = z.object({
  title: z.string(),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).default([]),
});
const variable = z.object({ type: z.string(), query: z.string() });
const dashboard = z
  .object({ panels: z.array(panel), templating: z.object({ list: z.array(variable) }) })
  .parse(JSON.parse(readMonitoring("dashboard.json")));

/** The labels of each metric of a running shop; Prometheus itself adds `up`. */
const known: Known = new Map([["up", []]]);
/** The statements of the gauges of each service. */
const statements = new Map<string, string[]>();
const data = temporaryFolder();

beforeAll(async () => {
  const environment = { HANSA_DATA: data.path, HANSA_LOG_LEVEL: "silent" };
  const prepare = vi.spyOn(Database.prototype, "prepare");
  const shop = await openShop(environment, systemRuntime);
  for (const name of shopServices) {
    prepare.mockClear();
    await shop[name].metrics.registry.metrics();
    const texts = prepare.mock.calls.map(([text]) => text).filter((text) => /^select/i.test(text));
    statements.set(name, texts);
  }
  prepare.mockRestore();
  const config = readConfig({ identity: "hansa", watch: false }, environment);
  const router = await openRouter(config, systemRuntime, createLog("router", "silent"));
  const registries = shopServices.map((name) => shop[name].metrics.registry);
  // As each service does when it starts as a process.
  for (const registry of registries) observeInstances(registry, () => []);
  for (const registry of [...registries, router.metrics.registry]) {
    observeProcess(registry);
    const exposed = await registry.metrics();
    for (const { name, type, labelNames } of metrics.parse(registry.getMetricsAsArray())) {
      expect(exposed).toContain(`# TYPE ${name} ${type}\n`);
      if (type !== "histogram") {
        known.set(name, labelNames);
        continue;
      }
      known.set(`${name}_bucket`, [...labelNames, "le"]);
      for (const part of ["sum", "count"]) known.set(`${name}_${part}`, labelNames);
    }
  }
  return async () => {
    await router.stop();
    await shop.close();
  };
});
afterAll(() => data.remove());

test.each(alerts)("the alert $alert names metrics and labels that exist", ({ expr, annotations }) => {
  const shown = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
  expect(findUnknown(known, expr, shown)).toEqual([]);
});

test("every query of the dashboard names metrics and labels that exist", () => {
  const targets = dashboard.panels.flatMap(({ targets }) => targets);
  const queries = targets.map(({ expr, legendFormat }) => {
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
    return { expr, shown };
  });
  const variables = dashboard.templating.list.flatMap(({ type, query }) => {
    const [, expr = "", label = ""] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
    return type === "query" ? [{ expr, shown: [label] }] : [];
  });
  expect([queries.length > 40, variables.length]).toEqual([true, 2]);
  for (const { expr, shown } of [...queries, ...variables])
    expect({ expr, unknown: findUnknown(known, expr, shown) }).toEqual({ expr, unknown: [] });
});

test("names and labels that no process exposes are found", () => {
  const faults = (expr: string, shown: string[] = []) => findUnknown(known, expr, shown);
  expect(faults('sum by (kind) (rate(hansa_none_total{process="orders"}[5m])) > 0')).toEqual([
    "hansa_none_total",
    "kind",
  ]);
  expect(faults("max by (consumers) (hansa_consumer_dead_letters)")).toEqual(["consumers"]);
  expect(faults('hansa_alarms_total{alert="order_held"} offset 15m unless up', ["name"])).toEqual(["alert", "name"]);
  expect(faults("histogram_quantile(0.9, rate(hansa_call_seconds[5m]))")).toEqual(["hansa_call_seconds"]);
});

test.each(shopServices)("each gauge of %s reads its store by an index or a key", (name) => {
  const store = new Database(storeFile(data.path, name), { readonly: true });
  onTestFinished(() => void store.close());
  const texts = statements.get(name) ?? [];
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    const plan = steps.parse(store.prepare(`EXPLAIN QUERY PLAN ${text.replaceAll("?", "1")}`).all());
    // The newest event is the last row by key.
    const scans = plan.filter(({ detail }) => /^SCAN (?!outbox$)/.test(detail) && !detail.includes("USING INDEX"));
    expect({ text, scans }).toEqual({ text, scans: [] });
    expect(text).not.toMatch(/ join /i);
  }
});

test("each alert has a section in the runbook, and each section an alert", () => {
  const page = readFileSync(path.join(root, "docs/owners/operate.md"), "utf8");
  const sections = [...page.matchAll(/^### (Hansa\w+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual(alerts.map(({ alert }) => alert));
  for (const { alert, annotations } of alerts)
    expect(annotations.runbook).toBe(`docs/owners/operate.md#${alert.toLowerCase()}`);
});

/** Alerts of rates and of durations, which the state of one moment cannot show. */
const ofRates = [
  "HansaRestarts",
  "HansaStoreFailures",
  "HansaStuckConnections",
  "HansaRequestsFail",
  "HansaOperationErrors",
  "HansaOverload",
  "HansaEventLoopDelay",
];

test("the state of the shop has the limit of each alert, and each alert but those of rates", () => {
  const limits = figures.flatMap(({ metric, unit, limit }) => (limit ? [{ metric, unit, limit }] : []));
  for (const { metric, unit, limit } of limits) {
    const { expr = "" } = alerts.find(({ alert }) => alert === limit.alert) ?? {};
    expect({ alert: limit.alert, names: expr.includes(metric) }).toEqual({ alert: limit.alert, names: true });
    const [, sign = "", number = ""] =
      /(>|<|==) ([\d.]+)(?: or absent|$)/.exec(expr.trim().replaceAll("\n", " ")) ?? [];
    // A flag is 0 or 1.
    if (sign === "==") expect(unit).toBe("flag");
    const ofFlag = number === "1" ? { above: 0 } : { below: 1 };
    const beyond = sign === ">" ? { above: Number(number) } : sign === "<" ? { below: Number(number) } : ofFlag;
    expect({ alert: limit.alert, ...beyond }).toMatchObject({
      alert: limit.alert,
      ...(limit.above === undefined ? { below: limit.below } : { above: limit.above }),
    });
    expect({ alert: limit.alert, absent: expr.includes("absent(") }).toEqual({
      alert: limit.alert,
      absent: limit.neededOf !== undefined,
    });
  }
  const shown = [...limits.map(({ limit }) => limit.alert), "HansaProcessDown", "HansaAlarm", ...ofRates];
  expect(shown.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});

/** Those about hours and days are evaluated less often. */
const ruleTests = ["alerts.test.yml", "alerts.slow.test.yml"];

test("promtool accepts the rules, and each alert is raised in a test of its own", (context) => {
  const isMissing = spawnSync("promtool", ["--version"]).error !== undefined;
  if (isMissing) {
    const message = "NOT RUN: promtool is missing, which is in Debian's package prometheus.";
    if (process.env.CI) throw new Error(message);
    process.stderr.write(`\n!!! ${message}\n\n`);
    context.skip(message);
  }
  for (const given of [
    ["check", "rules", "alerts.yml"],
    ["test", "rules", ...ruleTests],
    ["check", "config", "prometheus.yml"],
    ["check", "config", "prometheus.compose.yml"],
  ])
    expect(execFileSync("promtool", given, { cwd: folder, encoding: "utf8" })).toContain("SUCCESS");
  const texts = ruleTests.map(readMonitoring).join("\n");
  const raised = [...texts.matchAll(/alertname: (\w+)\n +exp_alerts:\n/g)].map(([, name]) => name);
  expect([...new Set(raised)].sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});

const targets = z.array(z.object({ targets: z.tuple([z.string()]), labels: z.object({ process: z.string() }) }));
const scrapes = z.object({
  scrape_configs: z.tuple([z.object({ job_name: z.literal("hansa"), static_configs: targets })]),
});
const ports = shopProcesses.map((service) => [service.name, internalPort(service, 4_000)] as const);

/** The process of each address. */
const processesAt = (read: z.infer<typeof targets>) =>
  Object.fromEntries(read.map(({ targets: [target], labels }) => [target, labels.process]));

test("Prometheus scrapes every process of npm start", () => {
  expect(ports.map(([name]) => name).sort()).toEqual([...processNames, "storefront"].sort());
  const [{ static_configs: read }] = scrapes.parse(parse(readMonitoring("prometheus.yml"))).scrape_configs;
  expect(processesAt(read)).toEqual(Object.fromEntries(ports.map(([name, port]) => [`127.0.0.1:${port}`, name])));
});

const composeFile = z.object({
  services: z.object({ prometheus: z.looseObject({ volumes: z.array(z.string()) }) }),
});

test.each([
  {
    instance: "first",
    file: "docs/owners/monitoring/compose.yml",
    list: "docs/owners/monitoring/targets.yml",
    suffix: "",
  },
  {
    instance: "second",
    file: "docs/owners/deployment/monitoring.yml",
    list: "docs/owners/deployment/targets.yml",
    suffix: "-2",
  },
])("Prometheus scrapes the $instance instance of every program in containers", ({ instance, file, list, suffix }) => {
  const { prometheus } = composeFile.parse(parse(readRoot(file))).services;
  expect(prometheus.volumes).toContain(`./${list}:/etc/prometheus/targets/${instance}.yml:ro`);
  expect(processesAt(targets.parse(parse(readRoot(list))))).toEqual(
    Object.fromEntries(ports.map(([name, port]) => [`${name}${suffix}:${port}`, name])),
  );
});
