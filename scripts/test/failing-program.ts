/** A program that fails in a function of its own, after it has loaded a package. */
import { z } from "zod";

function fail(): never {
  throw new Error(z.string().parse("failed as asked"));
}

fail();
