/** A store in a database that a command only reads, beside its service or while that is stopped. */
import { CommandFailure } from "../../../command-line/failure.ts";
import { uncounted } from "../engine.ts";
import { assertNotMovedAway } from "./marks.ts";
import { explainOpening } from "./opening-faults.ts";
import { type DatabasePlace, nameOf } from "./place.ts";
import { openReads, type Reads } from "./reads.ts";
import { hasTables } from "./schema.ts";

/** One of the connections of a place writes. */
const pool = 2;

/** Opens the store. Throws if there is none, or if it was moved away. */
export async function openDatabaseToRead(place: DatabasePlace): Promise<Pick<Reads, "read" | "close">> {
  const reads = openReads(
    { ...place, pool },
    { metrics: uncounted, logsStatements: false, isReplaceable: false, command: "read" },
    { noteFailure: () => {}, noteSuccess: () => {} },
  );
  const asking = { ask: reads.look };
  try {
    if (!(await hasTables(asking, place.schema))) throw new CommandFailure(`${nameOf(place)} has no store`);
    await assertNotMovedAway(asking, place);
    return reads;
  } catch (error) {
    await reads.close();
    throw explainOpening(place, error);
  }
}
