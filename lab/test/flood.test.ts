/** A small flood of five processes with the memory limits that ship. */
import { expect, inject, test } from "vitest";
import { targetsOf } from "../flood/report.ts";
import { floodShop } from "../flood/run.ts";

/** While the router's caches were bounded by number, it ended at the 272nd. */
const requests = 360;
/** More accepted documents than fit into the router's cache come between two requests of a page. */
const documents = 180;

test("hundreds of new documents end no process, stay within its memory, and leave the pages parsed and planned", async () => {
  const flooded = await floodShop({
    source: inject("seededData"),
    ...{ mode: "five", requests, seed: 1 },
    pace: { kind: "documents", documents },
  });
  expect(targetsOf(flooded).filter(({ isMet }) => !isMet)).toEqual([]);
});
