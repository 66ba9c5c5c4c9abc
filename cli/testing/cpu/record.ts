/** Records the CPU seconds of a test file: of its worker and of all processes that it starts, from its imports to its last hook. */
import { afterAll } from "vitest";
import { takeShared } from "./shared-work.ts";
import { measureSlowness } from "./slowness.ts";
import { spentSeconds } from "./spent-time.ts";

declare module "vitest" {
  interface TaskMeta {
    /** CPU seconds of a test file, without those of its worker's shared shop. */
    cpuSeconds?: number;
    /** The slowness of the machine at its end. */
    cpuSlowness?: number;
  }
}

const before = spentSeconds();
takeShared();

// Hooks run in reverse order: this one, which is declared first, sees what the file's own have ended.
// biome-ignore lint/correctness/noEmptyPattern: Vitest reads the fixtures that a hook wants from this pattern.
afterAll(({}, { file }) => {
  file.meta.cpuSeconds = Math.max(spentSeconds() - before - takeShared(), 0);
  file.meta.cpuSlowness = measureSlowness();
});
