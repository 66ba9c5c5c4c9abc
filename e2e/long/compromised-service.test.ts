/** A compromised service, with signed and with bearer access, whose keys are tried under every id that it knows. */
import { describe } from "vitest";
import { testCompromise } from "../stories/support/compromised-service.ts";

describe.each(["signed", "bearer"] as const)("with %s access", (access) => testCompromise({ access, keys: "every" }));
