/** An operation of a file, explained by the shop at a port or without one, as objects or as text. */
import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inject, vi } from "vitest";
import { explainAs } from "../../commands/explain/explain.ts";
import { readOperation } from "../../commands/explain/operation.ts";
import { describeExplained } from "../../commands/explain/report.ts";
import type { RoleName } from "../../commands/explain/roles.ts";

type Asked = { name?: string; variables?: string; role?: RoleName; scopes?: string[] };

/** Explains the operation of a file to the shop at this port. */
export function explain(at: string, file: string, { name, variables, role = "guest", scopes }: Asked = {}) {
  vi.stubEnv("HANSA_PORT", at);
  vi.stubEnv("HANSA_HOST", "127.0.0.1");
  return explainAs(readOperation(file, { name, variables }), { role, scopes });
}

export async function report(at: string, file: string, { without, ...asked }: Asked & { without?: string } = {}) {
  return `${describeExplained(await explain(at, file, asked), without).join("\n")}\n`;
}

export function file(content: string, name = "operation.graphql"): string {
  const written = path.join(mkdtempSync(path.join(inject("shopFolders"), "explain-")), name);
  writeFileSync(written, content);
  return written;
}
