/** Lists the tests that ended as NOT RUN at the end of a run, where a person sees them: each said so once, among thousands of lines. */
import path from "node:path";
import type { Reporter } from "vitest/node";
import { root } from "../../../cli/host/shop.mjs";

/** The reporter, which writes each reason with its files. */
export function listNotRun(write: (line: string) => void): Reporter {
  return {
    onTestRunEnd(modules) {
      const files = new Map<string, Set<string>>();
      for (const { moduleId, children } of modules)
        for (const test of children.allTests("skipped")) {
          const result = test.result();
          const note = result.state === "skipped" ? (result.note ?? "") : "";
          if (!note.startsWith("NOT RUN")) continue;
          files.set(note, (files.get(note) ?? new Set()).add(path.relative(root, moduleId)));
        }
      const reasons = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
      for (const [note, names] of reasons) write([`!!! ${note}`, ...[...names].sort()].join("\n      "));
    },
  };
}
