/** The envelope of a response with the entities of several queries. */
import { expect, test } from "vitest";
import { readEnvelope } from "../../src/transport/envelope.ts";

test("the entities of one query that are null for a reason take nothing away from those of another", () => {
  const data = { _entities: null, _entities1: [{ sold: 1 }] };
  const errors = [{ message: "failed", path: ["_entities"] }];
  const bytes = Buffer.from(JSON.stringify({ data, errors }));
  expect(readEnvelope({ bytes }, [2, 1])).toMatchObject({ data, errors });
});
