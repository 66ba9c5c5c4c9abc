/** Verdict of a flood: its targets with what was measured, and the line of JSON that ends the command. */
import { processNames } from "@hansa/kit/processes";
import { wholeShop } from "../../tools/host/shop.mjs";
import type { FloodCounts } from "./flood.ts";
import type { Heaps, Mode } from "./processes/shop.ts";

/** The flood of a shop in one mode. `heaps` are undefined if a process ended, `hitRate` if the metrics did not count every request. */
export type Flooded = {
  mode: Mode;
  requests: number;
  flood: FloodCounts;
  pages: { sent: number; faults: readonly string[] };
  ended: readonly string[];
  heaps: { before: Heaps; after: Heaps } | undefined;
  hitRate: number | undefined;
};

/** A target with its value, such as `12 MB`, and the reason where it is missed. */
export type Target = { name: string; value: string; isMet: boolean };

const maxRouterMb = 250;
const maxServiceMb = 100;
/** Of the process that has all services, more than before the flood. */
const maxGrowthMb = 250;
const minHitRate = 0.99;

/** All targets of a flood. A missing measurement misses its target. */
export function targetsOf(flooded: Flooded): Target[] {
  const { requests, flood, pages, ended, hitRate } = flooded;
  const answered = flood.accepted + flood.refused;
  const heaps = memoriesOf(flooded).map(({ name, mb, limit }) => ({
    name: `${name} at most ${limit} MB`,
    value: mb === undefined ? "not measured" : `${mb.toFixed(0)} MB`,
    isMet: mb !== undefined && mb <= limit,
  }));
  return [
    {
      name: "documents answered as expected",
      value: `${answered} of ${requests}${firstOf(flood.faults)}`,
      isMet: answered === requests,
    },
    {
      name: "pages answered without errors",
      value: `${pages.sent - pages.faults.length} of ${pages.sent}${firstOf(pages.faults)}`,
      isMet: pages.sent > 0 && pages.faults.length === 0,
    },
    { name: "processes that ended", value: `${ended.length}${firstOf(ended)}`, isMet: ended.length === 0 },
    ...heaps,
    {
      name: `page requests without parsing and planning, at least ${minHitRate * 100} %`,
      value: hitRate === undefined ? "not counted" : `${(hitRate * 100).toFixed(2)} %`,
      isMet: hitRate !== undefined && hitRate >= minHitRate,
    },
  ];
}

function firstOf(faults: readonly string[]): string {
  const [first] = faults;
  return first === undefined ? "" : `; the first: ${first}`;
}

/** The measured memory in MB, and its limit: the heap of each of five processes, or the growth of the one. */
function memoriesOf({ mode, heaps }: Flooded): { name: string; mb: number | undefined; limit: number }[] {
  if (mode === "five") {
    return processNames.map((name) => {
      return {
        name: `heap of ${name}`,
        mb: heaps?.after.get(name),
        limit: name === "router" ? maxRouterMb : maxServiceMb,
      };
    });
  }
  const before = heaps?.before.get(wholeShop.name);
  const after = heaps?.after.get(wholeShop.name);
  const mb = before === undefined || after === undefined ? undefined : after - before;
  return [{ name: "growth of the heap of the one process", mb, limit: maxGrowthMb }];
}

/** The last line of the command: sums over its floods, the largest memory of any target, and the lowest hit rate. */
export function reportLine(floods: readonly Flooded[]): string {
  const memories = floods.flatMap(memoriesOf).map(({ mb }) => mb);
  const rates = floods.map(({ hitRate }) => hitRate);
  return JSON.stringify({
    flood: {
      requests: floods.reduce((sum, { flood }) => sum + flood.sent, 0),
      restarts: floods.reduce((sum, { ended }) => sum + ended.length, 0),
      oldSpaceMb: memories.every((mb) => mb !== undefined) ? Math.round(Math.max(...memories)) : null,
      hitRate: rates.every((rate) => rate !== undefined) ? Math.floor(Math.min(...rates) * 10_000) / 10_000 : null,
    },
  });
}
