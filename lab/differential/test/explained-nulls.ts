/** The suite of nulls: faults of any kind and at any field, also where no rule predicts their errors: no null that a failure causes stands without an error. */

import { type Chance, chanceOf } from "@hansa/kit/testing";
import type { ExecutionResult } from "graphql";
import { describe, expect, test } from "vitest";
import { selectedCoordinates } from "../drawn-faults.ts";
import { fixtureNames } from "../fixtures.ts";
import type { Gateway } from "../gateways/gateway.ts";
import { openOurs } from "../gateways/ours.ts";
import type { Fault } from "../model/faults.ts";
import type { FetchSubgraph } from "../model/subgraphs.ts";
import { generateCase, runCase, type Suite } from "../suite.ts";
import { isRecord, suiteOf } from "./support.ts";

type Path = readonly (string | number)[];

/** One to three faults: of selected fields, or of whole subgraphs. */
function drawAny({ model, rules }: Suite, query: string, chance: Chance): Fault[] {
  const coordinates = selectedCoordinates(model, query);
  return Array.from({ length: chance.whole(1, 3) }, (): Fault => {
    if (coordinates.length === 0 || chance.happens(0.3)) {
      return { kind: "down", subgraph: chance.oneOf(model.subgraphs).name };
    }
    const { type, name, shape, uneven } = chance.oneOf(coordinates);
    const coordinate = `${type}.${name}`;
    // A copy that may be null answers null without failing, and a value computed from an invalid value is a value.
    if (shape.nonNull && !uneven && chance.happens(0.4)) return { kind: "null", coordinate };
    const isInput = rules.required.has(coordinate) || rules.inKeys.has(coordinate);
    return { kind: !isInput && chance.happens(0.3) ? "invalidValue" : "throw", coordinate };
  });
}

/** The first null in place of a value, with no error that says so. */
function findUnexplained(
  clean: unknown,
  given: unknown,
  isExplained: (at: Path) => boolean,
  at: Path = [],
): Path | undefined {
  if (given === null || given === undefined) return clean === null || isExplained(at) ? undefined : at;
  if (Array.isArray(given) && Array.isArray(clean)) {
    return firstOf(given.map((each, index) => [clean[index], each, index] as const));
  }
  if (!isRecord(given) || !isRecord(clean)) return undefined;
  return firstOf(Object.keys(given).map((name) => [clean[name], given[name], name] as const));

  function firstOf(values: (readonly [unknown, unknown, string | number])[]): Path | undefined {
    for (const [before, after, step] of values) {
      const found = findUnexplained(before ?? null, after, isExplained, [...at, step]);
      if (found) return found;
    }
    return undefined;
  }
}

const begins = (path: Path, start: Path) => start.every((step, index) => path[index] === step);
const pathsOf = ({ errors = [] }: ExecutionResult): Path[] => errors.map(({ path }) => path ?? []);

/** The same gateway on subgraphs whose errors have paths that lead nowhere. */
function misled(gateway: Gateway, chance: Chance): Gateway {
  const mislead = (path: Path): Path => {
    const wrong = [[], ["nowhere"], path.slice(0, 1), [...path, "__proto__"], [...path.slice(0, -1), "__proto__"]];
    return chance.oneOf([...wrong, path.map((step) => (typeof step === "number" ? step + 100 : step))]);
  };
  return {
    ...gateway,
    execute: (request, fetchSubgraph) => {
      const fetch: FetchSubgraph = async (name, request) => {
        const { errors, ...response } = await fetchSubgraph(name, request);
        return errors
          ? { ...response, errors: errors.map((each) => ({ ...each, path: mislead(each.path ?? []) })) }
          : response;
      };
      return gateway.execute(request, fetch);
    },
  };
}

/** Defines the tests of each fixture, with this many operations each. */
export function testNulls(operations: number): void {
  describe.each(fixtureNames())("%s:", (name) => {
    const { suite, fixture } = suiteOf(name);
    const ours = openOurs(fixture);

    async function findIn(seed: number, gateway: Gateway, isExplained: (at: Path, errors: Path) => boolean) {
      const { request, conditions } = generateCase(suite, seed, 0);
      const faults = drawAny(suite, request.query, chanceOf(seed, "any faults"));
      const clean = (await runCase(suite, ours, { request, conditions })).actual;
      const given = (await runCase(suite, gateway, { request, conditions: { ...conditions, faults } })).actual;
      if ("thrown" in clean || "thrown" in given) return { unexplained: "thrown", isFailed: true };
      const paths = pathsOf(given);
      const check = (at: Path) => paths.some((path) => isExplained(at, path));
      return { unexplained: findUnexplained(clean.data, given.data, check), isFailed: paths.length > 0 };
    }

    test("a null has an error at its place or below it", async () => {
      let failed = 0;
      for (let seed = 0; seed < operations; seed += 1) {
        const { unexplained, isFailed } = await findIn(seed, ours, (at, path) => begins(path, at));
        expect([seed, unexplained]).toEqual([seed, undefined]);
        if (isFailed) failed += 1;
      }
      expect(failed).toBeGreaterThan(operations / 4);
    });

    test("a null has an error at a place around it, where paths of subgraphs lead nowhere", async () => {
      for (let seed = 0; seed < operations; seed += 1) {
        const gateway = misled(ours, chanceOf(seed, "paths"));
        const { unexplained } = await findIn(seed, gateway, (at, path) => begins(path, at) || begins(at, path));
        expect([seed, unexplained]).toEqual([seed, undefined]);
      }
    });
  });
}
