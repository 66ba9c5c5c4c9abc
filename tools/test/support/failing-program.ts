/** A program that throws in its own function after loading a package. */
import { z } from "zod";

function fail(): never {
  throw new Error(z.string().parse("failed as asked"));
}

fail();
