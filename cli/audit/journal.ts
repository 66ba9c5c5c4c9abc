/** Reads the clients' journal: requests and responses in the order of its lines (journal.md). */
import { readFileSync } from "node:fs";
import { z } from "zod";

const request = z.object({
  kind: z.literal("request"),
  call: z.string(),
  client: z.string(),
  operation: z.string(),
  scope: z.string().optional(),
  key: z.string().optional(),
  args: z.string().optional(),
});
const response = z.object({
  kind: z.literal("response"),
  call: z.string(),
  outcome: z.string(),
  code: z.string().optional(),
  orderId: z.string().optional(),
  state: z.string().optional(),
  refundId: z.string().optional(),
  same: z.string().optional(),
});
const line = z.discriminatedUnion("kind", [request, response, z.looseObject({ kind: z.literal("note") })]);

/** With the number of its line, which is when it was. */
type JournalRequest = z.infer<typeof request> & { line: number };
type JournalResponse = z.infer<typeof response> & { line: number; wentWell: boolean };
export type Call = { request: JournalRequest; response: JournalResponse };
/** Every call that was answered, in the order of the responses. */
export type Journal = { responses: readonly Call[] };

/** Reads it whole. Throws, with the number of the line, where it is not what journal.md says. */
export function readJournal(file: string): Journal {
  const lines = readFileSync(file, "utf8").split("\n");
  // Behind the last line break there is nothing, or a line that was cut short.
  lines.pop();
  const calls = new Map<string, JournalRequest>();
  const responses: Call[] = [];
  for (const [index, text] of lines.entries()) {
    const number = index + 1;
    const fault = (what: string) => new Error(`${file}, line ${number}: ${what}`);
    const read = line.safeParse(parseLine(text, fault));
    if (!read.success) throw fault(z.prettifyError(read.error));
    if (read.data.kind === "request") {
      if (calls.has(read.data.call)) throw fault(`the call ${read.data.call} was requested before`);
      calls.set(read.data.call, { ...read.data, line: number });
    }
    if (read.data.kind !== "response" || read.data.outcome === "lost") continue;
    const call = calls.get(read.data.call);
    if (!call) throw fault(`the call ${read.data.call} was never requested`);
    responses.push({ request: call, response: { ...read.data, line: number, wentWell: isGood(read.data.outcome) } });
  }
  return { responses };
}

function isGood(outcome: string): boolean {
  return outcome !== "error" && !outcome.endsWith("Error");
}

function parseLine(text: string, fault: (what: string) => Error): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fault("this is no JSON");
  }
}
