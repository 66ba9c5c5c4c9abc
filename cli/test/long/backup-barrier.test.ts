/** Twenty barriers of a backup beside two processes that write: each is of one moment. */
import { test } from "vitest";
import { takeBarriers } from "../support/barriers.ts";

test("twenty barriers beside two writing processes are each of one moment, and every write is made", (context) =>
  takeBarriers(context, 20));
