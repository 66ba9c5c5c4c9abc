/** docs/owners/checkout.md names writes, alarms, jobs and codes as the code does, and lists every alarm. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { alarms } from "@hansa/contracts/alarms";
import { alarmCausesOfMessaging } from "@hansa/kit/messaging";
import { errorCodes, systemRuntime } from "@hansa/kit/runtime";
import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { commandsOf } from "../../../cli/test/support/commands/doc-walk.ts";
import { commandNames } from "../../../cli/test/support/commands/npm-commands.ts";
import { alarmCauses as causesOfOrders } from "../../../subgraphs/orders/src/api/alarm-causes.ts";
import { createAlarmCauses as causesOfPayments } from "../../../subgraphs/payments/src/api/alarm-causes.ts";
import { alarmCauses as causesOfProducts } from "../../../subgraphs/products/src/api/alarm-causes.ts";
import { createAlarmCauses as causesOfUsers } from "../../../subgraphs/users/src/api/alarm-causes.ts";

const page = read("docs/owners/checkout.md");
const sources = [
  "packages/kit/src",
  "subgraphs/orders/src",
  "subgraphs/products/src",
  "subgraphs/payments/src",
  "subgraphs/users/src",
  "router/src",
].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("generated"))
    .map((file) => read(path.join(folder, file))),
);
const code = sources.join("\n");

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** The cells of the rows of the table under this head. */
function table(head: string): string[][] {
  const lines = page.slice(page.indexOf(`| ${head} |`)).split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  const rows = lines.slice(2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  if (page.indexOf(`| ${head} |`) < 0 || rows.length === 0) throw new Error(`the page has no table of ${head}`);
  return rows;
}

function named(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

/** Names of writes, as the code gives them to the store; the service that is followed stands in the middle of one. */
const isWrite = (name: string) =>
  new RegExp(`(?:write|advance|applyReport|runOperation|writeOnce|startOnce)\\([^"\`]*"${name}"`).test(code) ||
  (/^apply-\w+-event$/.test(name) && code.includes("write(`apply-$" + "{peer.callee}-event`"));

const writes = [
  ...table("# | write | store | what is on the disk then").map(([, write = "", , then = ""]) => [write, then].join()),
  ...table("undoing | write | what is on the disk then").map(([, write = ""]) => write),
]
  .flatMap(named)
  .filter((name) => /^[a-z]+(-[a-z]+)+$/.test(name));

test.each([...new Set(writes)])("the write %s exists in the code", (name) => {
  expect(isWrite(name)).toBe(true);
});

test("the diagram shows no other writes than the tables", () => {
  const shown = [...page.matchAll(/(\w)->>\1: (\S+)/g)].map(([, , name = ""]) => name);
  expect(shown.length).toBeGreaterThan(10);
  for (const name of shown) expect(writes).toContain(name);
});

test("every step of the saga is on the page", () => {
  const steps =
    /const steps = \{(.*?)\n\} satisfies/s.exec(read("subgraphs/orders/src/service/processing/saga-steps.ts"))?.[1] ??
    "";
  const names = [...steps.matchAll(/^ {2}([A-Z_]+): async/gm)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(6);
  for (const name of names) expect(page).toContain(`\`${name}\``);
});

test("every timer that ends something is a job", () => {
  const jobs = table("died after | left behind | who ends it | within").flatMap(([, , who = ""]) => named(who));
  const timers = jobs.filter((name) => /^[a-z]+(-[a-z]+)+$/.test(name));
  expect(timers.length).toBeGreaterThan(8);
  for (const name of timers) expect(code).toContain(`name: "${name}"`);
});

test("the alarms on the page are those of the list", () => {
  const shown = table("alarm | what happened | do this").flatMap(([alarm = ""]) => named(alarm));
  expect([...shown].sort()).toEqual(Object.keys(alarms).sort());
});

test.each(Object.keys(alarms))("the alarm %s is raised somewhere", (name) => {
  expect(new RegExp(`name: "${name}"|alarm: "${name}"|"${name.replace(/^(?!alarm_).*/, "-")}"`).test(code)).toBe(true);
});

test("an alarm that ends by its cause has one query, and no other alarm has one", () => {
  const runtime = systemRuntime;
  const causes = [
    ...[alarmCausesOfMessaging, causesOfOrders, causesOfProducts],
    ...[causesOfPayments({ runtime, providers: [] }), causesOfUsers({ runtime })],
  ].flatMap((each) => Object.keys(each));
  const byCause = Object.entries(alarms).filter(([, { ends }]) => ends === "cause");
  expect(causes.sort()).toEqual(byCause.map(([name]) => name).sort());
  const paragraph = /These end with their cause[^:]*:(.*?)\. All others/s.exec(page)?.[1] ?? "";
  expect(named(paragraph)).toEqual(byCause.map(([name]) => name).sort());
});

test("the page of each alarm exists, and has the section", () => {
  for (const { page: place } of Object.values(alarms)) {
    const [file = "", section] = place.split("#");
    const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    );
    if (section !== undefined) expect(headings).toContain(section);
  }
});

test("codes, log lines and commands match the page", () => {
  const codes = table("code | means | tell them").flatMap(([cell = ""]) => named(cell));
  for (const name of codes) expect(Object.keys(errorCodes)).toContain(name);
  const quiet = named(page.slice(page.indexOf("Lines that need no action"), page.indexOf("## What waits for you")));
  expect(quiet.length).toBeGreaterThan(2);
  for (const line of quiet) expect(code).toContain(`"${line}"`);
  const commands = commandsOf(page).map(({ name }) => name);
  expect(commands.length).toBeGreaterThan(6);
  for (const name of commands) expect(commandNames).toContain(name);
});

test.each(table("how long | what | where"))("%s: %s", (howLong, _what, where) => {
  const [constant = "", file = ""] = named(where);
  const written = new RegExp(`\\b${constant}(?: =|:) ([\\d_ *]+)[;,}]`).exec(read(file))?.[1] ?? "";
  const value = written.split("*").reduce((product, factor) => product * Number(factor.replaceAll("_", "")), 1);
  expect(value).toBe(howLong.endsWith(" s") ? Number.parseInt(howLong, 10) * 1_000 : Number(howLong));
});

test("the queries of the page are valid", () => {
  const schema = buildSchema(read("router/client/schema.graphql"));
  const documents = [...page.matchAll(/```graphql\n(.*?)```/gs)].map(([, text = ""]) => text);
  expect(documents).toHaveLength(3);
  for (const text of documents) expect(validate(schema, parse(text))).toEqual([]);
});
