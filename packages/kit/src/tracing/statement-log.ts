/** Log of the SQL statements of one request, for the explanation of its response in development: texts with placeholders and times, never values. */
import { z } from "zod";
import type { Runtime } from "../runtime/runtime.ts";
import { currentTrace, type LoggedStatement, type StatementLog } from "../runtime/trace.ts";

/** The header with which our router asks for the log of a request, with the value 1. */
export const explainHeader = "hansa-explain";

/** The most different statements of a log; the others are one entry. A log takes 40 kB at most. */
const maxStatements = 40;
const maxTextLength = 1_000;
const others = "(other statements)";

const loggedStatement = z.object({ text: z.string().max(maxTextLength), count: z.int(), ms: z.number() });

/** Reads a log that another process sent; an empty one if it has another form. */
export function readStatementLog(sent: unknown): LoggedStatement[] {
  return z.array(loggedStatement).max(maxStatements).safeParse(sent).data ?? [];
}

/** Opens the log of a request. */
export function openStatementLog({ monotonic }: Pick<Runtime, "monotonic">): StatementLog {
  const statements = new Map<string, LoggedStatement>();
  return {
    list: () => [...statements.values()].map((each) => ({ ...each, ms: Math.round(each.ms * 1_000) / 1_000 })),
    monotonic,
    note: (text, ms) => {
      const shown = text.slice(0, maxTextLength);
      const key = statements.has(shown) || statements.size < maxStatements - 1 ? shown : others;
      const statement = statements.get(key) ?? { text: key, count: 0, ms: 0 };
      statement.count += 1;
      statement.ms += ms;
      statements.set(key, statement);
    },
  };
}

/** Runs a statement, in the log of the current request if that has one. */
export function logStatement<T>(text: string, run: () => T): T {
  const log = currentTrace()?.statements;
  if (!log) return run();
  const startedAt = log.monotonic();
  try {
    return run();
  } finally {
    log.note(text, log.monotonic() - startedAt);
  }
}

/** The same for a statement whose response is waited for. */
export async function logAnswer<T>(text: string, run: () => Promise<T>): Promise<T> {
  const log = currentTrace()?.statements;
  if (!log) return run();
  const startedAt = log.monotonic();
  try {
    return await run();
  } finally {
    log.note(text, log.monotonic() - startedAt);
  }
}
