/** `npm run audit [-- --data FOLDER] [--drained] [--journal FILE] [--books FILE] [--in-flight MINUTES] [--json]`: exit code 1 unless all is well. */
import { readSettings } from "../shop.mjs";
import { inSeconds, paint, say } from "../terminal.mjs";
import { auditStores } from "./audit.ts";
import { type CommandOptions, readOptions } from "./options.ts";
import { asJson, faultLines, table } from "./report.ts";

try {
  process.exitCode = audit(readOptions(process.argv.slice(2), readSettings().data));
} catch (error) {
  say(`The audit could not look: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

/** Answers with the exit code. */
function audit({ json, ...options }: CommandOptions): number {
  const tell = json ? () => {} : say;
  const report = auditStores({
    ...options,
    onVerdict: (verdict, milliseconds) => {
      tell(
        `${verdict.id.padEnd(4)} ${verdict.verdict} ${paint("dim", `(${verdict.rows} rows, ${inSeconds(milliseconds)})`)}`,
      );
      for (const line of faultLines(verdict)) tell(line);
    },
  });
  tell("");
  for (const line of table(report, options.journal !== undefined)) tell(line);
  if (json) say(asJson(report));
  return report.isClean ? 0 : 1;
}
