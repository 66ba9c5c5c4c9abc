/** Reports the CPU seconds of a run of tests and of its dearest files, writes them as JSON, and judges both by the limits. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Reporter } from "vitest/node";
import { root } from "../../host/shop.mjs";
import type { Limit, Limits } from "./limits.ts";
import type {} from "./record.ts";
import { slownessOfRun } from "./slowness.ts";
import { isCpuTime, spentSeconds } from "./spent-time.ts";

const shownFiles = 10;

type Options = {
  /** Where the figures are written: all files, the dearest first. */
  file: string;
  /** Undefined: the run is reported, not judged. */
  limits: Limits | undefined;
  write(line: string): void;
};

/** The reporter. A run beyond a limit's second number ends with exit code 1. */
export function reportCpu({ file, limits, write }: Options): Reporter {
  return {
    onTestRunEnd(modules) {
      const files = modules
        .map((module) => ({ file: path.relative(root, module.moduleId), seconds: module.meta().cpuSeconds ?? 0 }))
        .sort((one, other) => other.seconds - one.seconds);
      const seconds = spentSeconds();
      const slowness = slownessOfRun(modules.flatMap((module) => module.meta().cpuSlowness ?? []));
      const ofFiles = files.reduce((sum, one) => sum + one.seconds, 0);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ unit: isCpuTime ? "CPU" : "wall", seconds, slowness, files }, null, 1));

      const unit = isCpuTime ? "CPU seconds" : "seconds (this system tells no CPU time)";
      const dearest = files.slice(0, shownFiles).map((one) => `${inSeconds(one.seconds)}  ${one.file}`);
      const findings = limits === undefined || !isCpuTime ? [] : judge({ files, seconds, slowness }, limits);
      write(
        [
          `${seconds.toFixed(0)} ${unit}, ${ofFiles.toFixed(0)} in ${files.length} files, ${slowness.toFixed(1)} times those of a quiet machine. The dearest:`,
          ...dearest,
          ...findings.map(({ text }) => text),
        ].join("\n"),
      );
      if (findings.some(({ fails }) => fails)) process.exitCode = 1;
    },
  };
}

type Finding = { text: string; fails: boolean };

type Measured = { files: readonly { file: string; seconds: number }[]; seconds: number; slowness: number };

/** The findings by the CPU time that a quiet machine would have taken. */
function judge({ files, seconds, slowness }: Measured, limits: Limits): Finding[] {
  const found = files.flatMap((one) => {
    const exception = limits.exceptions[one.file];
    const limit = exception === undefined ? limits.file : { warns: exception.seconds, fails: 2 * exception.seconds };
    return findingOf(one.file, one.seconds / slowness, limit);
  });
  return [...found, ...findingOf("the run", seconds / slowness, limits.run)];
}

function findingOf(subject: string, seconds: number, { warns, fails }: Limit): Finding[] {
  if (seconds <= warns) return [];
  const isFailure = seconds > fails;
  const limit = isFailure ? fails : warns;
  const verdict = isFailure ? "FAILED" : "warning";
  return [
    {
      text: `!!! ${verdict}: ${subject} took ${seconds.toFixed(1)} CPU seconds of a quiet machine, limit ${limit}`,
      fails: isFailure,
    },
  ];
}

function inSeconds(seconds: number): string {
  return `${seconds.toFixed(1).padStart(8)} s`;
}
