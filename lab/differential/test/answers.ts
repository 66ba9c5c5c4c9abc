/** The answers of the router to generated operations are those of the monolith; `npm run differential -w @hansa/lab` compares more. */
import { describe, expect, test } from "vitest";
import { fixtureNames } from "../fixtures.ts";
import { openGeneric } from "../gateways/generic.ts";
import { openOurs } from "../gateways/ours.ts";
import { generateCase, runCase } from "../suite.ts";
import { suiteOf } from "./support.ts";

/** Defines the tests of each fixture, with this many operations each. */
export function testAnswers(operations: number): void {
  describe("the router", () => {
    test.each(fixtureNames())(
      `answers ${operations} generated operations over %s as the monolith does`,
      async (name) => {
        const { suite, fixture } = suiteOf(name);
        const gateway = openOurs(fixture);
        let answered = 0;
        for (let seed = 0; seed < operations; seed += 1) {
          const { difference, isRefused } = await runCase(suite, gateway, generateCase(suite, seed));
          expect([seed, difference]).toEqual([seed, undefined]);
          if (!isRefused) answered += 1;
        }
        expect(answered).toBeGreaterThan(operations * 0.95);
      },
    );
  });

  test("the whole router answers over a supergraph's file and HTTP as the monolith does", async () => {
    const { suite, fixture } = suiteOf("interface-objects");
    const gateway = openGeneric(fixture);
    for (let seed = 0; seed < operations / 2; seed += 1) {
      const { difference } = await runCase(suite, gateway, generateCase(suite, seed));
      expect([seed, difference]).toEqual([seed, undefined]);
    }
    await gateway.close?.();
  });
}
