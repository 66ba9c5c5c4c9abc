/** Reporter for knip that writes the number of files read, so that the check can prove that it read some. */
import { writeFileSync } from "node:fs";

/** @param {import("knip").ReporterOptions} report */
export default function countFiles({ counters, options }) {
  writeFileSync(JSON.parse(options).file, String(counters.processed));
}
