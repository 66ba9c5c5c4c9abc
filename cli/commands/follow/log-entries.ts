/** Entries from log files: lines that name the order or a part of it, and the others of the same requests and traces. */
import { createReadStream, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { secretIds } from "@hansa/contracts/log";
import { fingerprintId, redactFields, redactText, removeUnsafeCharacters } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Entry } from "./entry.ts";
import type { FollowedOrder } from "./followed-order.ts";

const idsOfAccess = new Set(secretIds);

const line = z.looseObject({
  level: z.number(),
  time: z.number(),
  service: z.string(),
  msg: z.string(),
  requestId: z.string().optional(),
  traceId: z.string().optional(),
  entry: z.string().optional(),
  err: z.looseObject({ message: z.string() }).optional(),
});
type LogLine = z.infer<typeof line>;

/** The most lines of a time line, and the most of their requests and traces. */
const maxLines = 2_000;
const maxOrigins = 1_000;

const levels = [
  { from: 60, name: "ALARM" },
  { from: 50, name: "error" },
  { from: 40, name: "warning" },
  { from: 30, name: "info" },
  { from: 0, name: "debug" },
] as const;
/** Fields that the entry has elsewhere, and the link of an e-mail, which grants access. */
const shownElsewhere = new Set(["level", "time", "service", "msg", "requestId", "traceId", "entry", "err", "link"]);
/** Fields that name a thing: a line of the same request that names only other things is about another order. */
const nameFields = ["orderId", "paymentId", "refundId", "checkoutId", "aggregateId"] as const;

/** The log files of a folder, or the one file. */
export function logFilesOf(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  const names = readdirSync(place).filter((name) => name.endsWith(".log"));
  return names.sort().map((name) => path.join(place, name));
}

/** The entries of these files, and how many were left out above the limit. */
export async function findLogEntries(
  files: readonly string[],
  order: FollowedOrder,
): Promise<{ entries: Entry[]; leftOut: number }> {
  const ids = [...order.ids, fingerprintId(order.checkoutId), fingerprintId(order.cartId), ...order.traceIds];
  const origins = new Set<string>();
  await readLines(files, ids, ({ requestId, traceId, entry }) => {
    // A run of a job is about many orders: its lines count by the ids that they name.
    const own = [traceId, entry === "job" ? undefined : requestId];
    for (const origin of own) if (origin !== undefined && origins.size < maxOrigins) origins.add(origin);
  });
  const entries: Entry[] = [];
  let leftOut = 0;
  await readLines(files, [...ids, ...origins], (found, text) => {
    const isNamed = ids.some((id) => text.includes(id));
    const isOfOrigin = [found.requestId, found.traceId].some((origin) => origin !== undefined && origins.has(origin));
    const isOfOther = nameFields.some((field) => typeof found[field] === "string");
    if (!isNamed && (!isOfOrigin || isOfOther)) return;
    if (entries.length < maxLines) entries.push(entryOf(found));
    else leftOut += 1;
  });
  return { entries, leftOut };
}

/** Reads the lines with one of these texts. Anything before a line's brace, such as the name of a container, is skipped. */
async function readLines(
  files: readonly string[],
  texts: readonly string[],
  take: (found: LogLine, text: string) => void,
): Promise<void> {
  for (const file of files) {
    for await (const text of createInterface({ input: createReadStream(file, "utf8") })) {
      if (!texts.some((each) => text.includes(each))) continue;
      const found = parseLine(text);
      if (found) take(found, text);
    }
  }
}

function parseLine(text: string): LogLine | undefined {
  try {
    return line.safeParse(JSON.parse(text.slice(text.indexOf("{")))).data;
  } catch {
    return undefined;
  }
}

/** Files may be of an older version: all that is shown is redacted again. */
function entryOf(found: LogLine): Entry {
  const { level, time, service, msg, requestId, traceId, err } = found;
  const { name } = levels.find(({ from }) => level >= from) ?? levels[4];
  const facts = Object.entries(
    redactFields(found, { describeError: (error) => error, secretIds: idsOfAccess }),
  ).flatMap(([field, value]) => (shownElsewhere.has(field) ? [] : [`${field}=${textOf(value)}`]));
  const cause = err ? [redactText(err.message.split("\n")[0] ?? "")] : [];
  const text = [`${name}: ${redactText(msg)}`, ...facts, ...cause].join(" ").slice(0, 500);
  return { at: time, source: `${service} log`, text: removeUnsafeCharacters(text), requestId, traceId };
}

function textOf(value: unknown): string {
  if (typeof value === "number") return String(Math.round(value * 10) / 10);
  return typeof value === "string" ? value : JSON.stringify(value);
}
