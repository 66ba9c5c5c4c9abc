/** A reporter for knip that only writes down how many files were read, so that the check can prove that some were. */
import { writeFileSync } from "node:fs";

/** @param {import("knip").ReporterOptions} report */
export default function countFiles({ counters, options }) {
  writeFileSync(JSON.parse(options).file, String(counters.processed));
}
