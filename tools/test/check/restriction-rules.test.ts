/** Every breach of a restriction is found, each in a line of its own. */
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { breachesOf } from "../../check/rules/restrictions.ts";

const breaches = {
  time: [
    "Date.now()",
    "new Date()",
    "Date()",
    "globalThis.Date.now()",
    "performance.now()",
    "process.hrtime.bigint()",
    "setTimeout(work, 1)",
    "globalThis.setInterval(work, 1)",
    "const later = setImmediate",
    'import { setTimeout } from "node:timers/promises"',
  ],
  sleep: ["runtime.sleep(500)", "context.runtime.startTimer(500, work)", "const { sleep } = runtime"],
  chance: [
    "Math.random()",
    "crypto.randomUUID()",
    "globalThis.crypto.randomUUID()",
    'import { randomBytes } from "node:crypto"',
  ],
  environment: [
    "process.env.HANSA_PORT",
    'process.env["HANSA_PORT"]',
    "const { env } = process",
    'import { env } from "node:process"',
  ],
  cast: ["x as string", "x as unknown as string", "<string>x", "x!", "const x: any = 1", "let x!: string"],
  dialect: [
    'import { text } from "drizzle-orm/sqlite-core"',
    "sql`SELECT value FROM json_each(§{list})`",
    "sql`§{row} IN (SELECT rowid FROM words WHERE words MATCH §{question})`",
    "sql`SELECT rowid FROM orders`",
    "sql`unixepoch()`",
    "sql`max(§{orders.updatedAt}, §{now})`",
    "sql<number>`max(0, §{units})`",
    "sql`+§{orders.state} = §{state}`",
    "sql`iif(§{isOver}, 1, 0)`",
    "sql`min(refunded_minor, captured_minor) >= 0`",
    "sql`min(+§{mails.createdAt})`",
    "sql`§{keys.response} ->> 'checkoutId'`",
  ],
  signal: ["AbortSignal.any([stopping, deadline])", "globalThis.AbortSignal.any([stopping, deadline])"],
  closure: [
    "function ask(budget) { budget.onEnd = (error) => resolve(error) }",
    "const ask = (budget) => { budget.onEnd = async function () {} }",
    "function ask(budget) { budget.onEnd ??= ((error) => resolve(error)) }",
    "class Asker { ask(budget) { budget['onEnd'] = () => undefined } }",
  ],
  impatience: [
    "test('buys', async () => {}, 20_000)",
    "test('buys', { timeout: 20_000 }, async () => {})",
    "test.each([1, 2])('buys %i', async () => {}, 60_000)",
    "beforeAll(async () => {}, 60_000)",
    "await expect.poll(answers, { timeout: 10_000 }).toBe(true)",
    "await expect.poll(answers, { timeout: 10_000, interval: 5 }).not.toBe(true)",
    "await vi.waitFor(answers, { timeout: 10_000 })",
    "const patient = { timeout: 20_000, interval: 5 }",
  ],
  stopwatch: [
    "expect(performance.now() - began).toBeLessThan(2_000)",
    "expect(Math.abs(systemRuntime.monotonic() - began)).toBeCloseTo(2_000)",
    "expect(performance.now() - began).not.toBeGreaterThan(2_000)",
    "const took = performance.now() - began",
    "times.push(performance.now() - began)",
    "const durationOf = async (work) => { await work; return systemRuntime.monotonic() - began }",
    "return { took: performance.now() - began }",
    "const isLate = performance.now() - began < 2_000",
    "const isLate = 2_000 >= (performance.now() - began) / 2",
  ],
  write: [
    "store.write('take', async (tx) => { log.warn('taken') })",
    "store.write('take', async (tx) => { if (!(await take(tx))) deps.log.info({ id }, 'none left') })",
    "async function take(deps: Deps, tx: Tx) { deps.metrics.countLimitRefusal(limit) }",
    "async function take(deps, tx) { try { await insert(tx) } catch { return false } }",
    "async function take(tx) { for (const one of all) await insert(tx, one).catch(() => undefined) }",
  ],
  method: ["<form><input name='email' /></form>", "<form onSubmit={send} />"],
  typed: [
    "function View() { const [email, setEmail] = useState(''); return <input value={email} /> }",
    "function View() { const [typed, change] = useState({ email: '' }); return <Field value={typed.email} /> }",
    "function View() { const empty = { email: '' }; const [typed] = useState(empty); return <Field value={typed.email} /> }",
  ],
  money: ["const left = total.minor - refund.minor;", "sum += line.price.minor;", "const all = 2 * price.minor;"],
  description: [
    "export function ask() {}",
    "export default async function ask() {}",
    "// Asks.\nexport function ask() {}",
    "/** @param {string} name */\nexport function ask(name) {}",
    "export function ask(name: string): void;\nexport function ask(name: unknown) {}",
    "/** Asks. */\nexport function ask() {}\nexport function tell() {}",
  ],
};

const allowed = [
  "new Date(at)",
  "total.minor === 0",
  "context.now()",
  "runtime.randomBytes(16)",
  "runtime.setTimer(1, work)",
  "AbortSignal.timeout(1)",
  "[1] as const",
  "!x",
  "function ask(budget) { const end = () => undefined; budget.onEnd = end }",
  "function ask() { return { onEnd: () => undefined } }",
  "class Asker { onEnd = () => undefined }",
  "field.resolve = () => undefined",
  "sql<number>`max(§{orders.placedAt})`",
  "sql`§{orders.total} + §{amount}`",
  'import { table, text } from "@hansa/kit/store"',
  "const { match } = words",
  "/** Asks. */\nexport function ask() {}",
  "/** Asks. @param {string} name */\nexport function ask(name) {}",
  "/** Asks. */\nexport function ask(name: string): void;\nexport function ask(name: unknown) {}",
  "function ask() {}",
  'import { random as chance } from "./chance.ts"',
  "test('buys', async () => {})",
  "test('buys', { timeout: 300_000 }, async () => {})",
  "await expect.poll(answers, { interval: 5 }).toBe(true)",
  "await expect.poll(answers).toBe(10_000)",
  "expect(found).toBe(5)",
  "expect(runtime.monotonic() - began).toBeLessThan(2_000)",
  "setFaults(shop, { timeout: 1 })",
  "const faults = { seed, timeout: 0.1 }",
  "const store = new Database(file, { timeout: 100 })",
  "store.write('take', async (tx) => { afterCommit(() => log.warn('taken')) })",
  "store.write('take', async (tx) => { afterWrite(() => { for (const one of all) metrics.countLimitRefusal(one) }) })",
  "async function take(tx) { return (await countTaken(tx)) + (await tx.$count(units)) }",
  "async function take(deps, tx) { try { await insert(tx) } finally { free() } }",
  "try { await store.write('take', (tx) => take(tx)) } catch (error) { log.warn({ err: error }, 'not taken') }",
  "<form method='post'><input name='email' /></form>",
  "function View() { const [email] = useState(''); return <p title={email}>{email}</p> }",
  "function View() { const [text, setText] = useState(); return <input value={text ?? quantity} /> }",
  "type Timer = { setTimeout: (work: () => void) => void }",
];

describe.each(Object.entries(breaches))("a breach of %s", (restriction, lines) => {
  test.each(lines)("%s is found", (line) => {
    expect(restrictionsIn(line)).toContain(restriction);
  });
});

/** Each reads a clock, which services may not; none of them judges by it. */
const measured = [
  "expect(performance.now() - began).toBeGreaterThan(2_900)",
  "expect(systemRuntime.monotonic() - began).toBeGreaterThanOrEqual(2_900)",
  "const isOver = performance.now() - began > 1_000",
  "while (performance.now() < end) await ask()",
  "await pause(began + 15_000 - performance.now())",
  "say(`ready after §{performance.now() - began} ms`)",
  "const monotonic = () => systemRuntime.monotonic() + ahead",
];

test.each(measured)("%s judges by no clock", (line) => {
  expect(restrictionsIn(line)).not.toContain("stopwatch");
});

test.each(allowed)("%s breaks no restriction", (line) => {
  expect(restrictionsIn(line)).toEqual([]);
});

/** Places of templates are written as §{place}. */
function restrictionsIn(text: string): string[] {
  const name = /<\/|\/>/.test(text) ? "example.tsx" : "example.ts";
  const file = ts.createSourceFile(name, text.replaceAll("§{", "${"), ts.ScriptTarget.Latest, true);
  return breachesOf(file).map((breach) => breach.restriction);
}
